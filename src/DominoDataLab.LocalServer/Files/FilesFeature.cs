using DominoDataLab.LocalServer.Files.Packing;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Files;

/// <summary>The files of projects and their commits, in repositories that are packed in the background.</summary>
internal sealed class FilesFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services.AddSingleton<ProjectFiles>().AddSingleton<PackingService>().AddEndpoints<FileEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<PackingService>().Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<PackingService>().StopAsync();
}
