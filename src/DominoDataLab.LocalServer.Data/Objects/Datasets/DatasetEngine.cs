using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Data.Objects.Datasets;

/// <summary>Reads the files of datasets and their snapshots.</summary>
internal sealed class DatasetEngine(SnapshotStore snapshots, DatasetFolders folders, ServerAddress server) : IObjectEngine
{
    public const string Type = "DatasetConfig";
    public const string EngineName = "dataset";

    public string Name => EngineName;

    public IReadOnlyList<string> Types { get; } = [Type];

    public bool IsDefault => true;

    public IReadOnlyList<string> Members { get; } = [];

    public void Check(SourceSpec spec, string folder) =>
        throw DomainException.Invalid("Datasets need no declaration: each dataset is a data source already, under its unique name.");

    public IObjectStore Open(ObjectAccess access)
    {
        var datasetId = access.Source.Id;
        var snapshot = snapshots.Find(access.Config["snapshotID"]);
        return snapshot is { Status: "Active" } && snapshot.DatasetId == datasetId
            ? new DatasetObjectStore(access, snapshot, folders, server)
            : throw DomainException.Invalid($"The dataset has no snapshot '{access.Config["snapshotID"]}' that can be read.");
    }

    private sealed class DatasetObjectStore(ObjectAccess access, SnapshotRow snapshot, DatasetFolders folders, ServerAddress server)
        : IObjectStore
    {
        public Task<IReadOnlyList<string>> ListAsync(string prefix, int limit, CancellationToken cancellationToken) =>
            Task.FromResult(FolderKeys.ListIn(folders.Root(snapshot), access.Subfolder, prefix, limit));

        public string UrlOf(string key, bool isWritable)
        {
            if (isWritable)
            {
                throw DomainException.Invalid("Datasets can only be read through this interface. Upload files to the dataset instead.");
            }

            var path = access.Subfolder + key;
            return FolderKeys.Find(folders.Root(snapshot), path) is null
                ? throw ObjectStoreException.NotFound()
                : server.PublicAuthority
                    + $"{DatasetObjectEndpoints.Root}/{snapshot.DatasetId}/snapshots/{snapshot.Id}/keys/{SignedUrls.Escape(path)}";
        }

        public void Dispose() { }
    }
}
