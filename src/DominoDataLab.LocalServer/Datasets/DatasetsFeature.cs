using DominoDataLab.LocalServer.Datasets.Uploads;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Datasets, their snapshots, and uploads into them.</summary>
internal sealed class DatasetsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<DatasetStore>()
            .AddSingleton<DatasetFolders>()
            .AddSingleton<DatasetMounts>()
            .AddSingleton<DatasetGrants>()
            .AddSingleton<DatasetFromSnapshot>()
            .AddSingleton<SnapshotStore>()
            .AddSingleton<SnapshotEngine>()
            .AddSingleton<UploadStore>()
            .AddSingleton<UploadKeeper>()
            .AddEndpoints<SnapshotEndpoints>()
            .AddEndpoints<UploadEndpoints>()
            .AddEndpoints<DatasetFileEndpoints>()
            .AddEndpoints<DatasetEndpoints>()
            .AddEndpoints<PublicDatasetEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<UploadKeeper>().Recover();
        services.GetRequiredService<SnapshotEngine>().Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<SnapshotEngine>().StopAsync();
}
