using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>Compute environments and their builds.</summary>
internal sealed class EnvironmentsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services.AddSingleton<EnvironmentStore>().AddSingleton<EnvironmentBuilder>().AddEndpoints<EnvironmentEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<EnvironmentStore>().Seed();
        services.GetRequiredService<EnvironmentBuilder>().Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<EnvironmentBuilder>().StopAsync();
}
