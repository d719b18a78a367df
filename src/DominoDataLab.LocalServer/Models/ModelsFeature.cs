using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Models;

/// <summary>Functions that are served as models and as API endpoints.</summary>
internal sealed class ModelsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<ModelStore>()
            .AddSingleton<FunctionHost>()
            .AddSingleton<ModelServing>()
            .AddSingleton<IProjectWork, ProjectModels>()
            .AddEndpoints<ModelEndpoints>()
            .AddEndpoints<EndpointEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<ModelServing>().Recover();
        return Task.CompletedTask;
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<FunctionHost>().StopAsync();
}
