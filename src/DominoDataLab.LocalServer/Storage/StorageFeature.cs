using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>The database and the data folder.</summary>
internal sealed class StorageFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<Secrets>()
            .AddSingleton(provider => new Flush(provider.GetRequiredService<LocalDominoOptions>().DataFolder is null));

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        Leftovers.Remove(services.GetRequiredService<ServerFolders>(), services.GetRequiredService<Database>());
        services.GetRequiredService<Secrets>().EncryptOld();
        return Task.CompletedTask;
    }
}
