using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Data.Volumes;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>An object store in a folder of the server's disk.</summary>
internal sealed class DiskEngine(DiskFolders folders, SignedUrls urls, ServerAddress server) : IObjectEngine
{
    public const string EngineName = "files";

    public string Name => EngineName;

    public IReadOnlyList<string> Types { get; } =
    ["GenericS3Config", "S3Config", "GCSConfig", "ADLSConfig", "AzureBlobStorageConfig", VolumeStore.Type];

    public bool IsDefault => false;

    public IReadOnlyList<string> Members { get; } = ["path", "readOnly"];

    public void Check(SourceSpec spec, string folder)
    {
        _ = spec.Settings.Flag("readOnly");
        if (spec.Settings.Text("path") is not { } given)
        {
            return;
        }

        var path = Path.GetFullPath(given, folder);
        if (!Directory.Exists(path))
        {
            throw DomainException.Invalid($"'path' is '{path}', which is not a folder. Create it, or leave 'path' out.");
        }

        spec.Settings["path"] = path;
    }

    public IObjectStore Open(ObjectAccess access)
    {
        var bucket = access.Config.GetValueOrDefault("bucket");
        if (bucket != access.Source.Config.GetValueOrDefault("bucket"))
        {
            throw DomainException.Invalid($"The data source '{access.Source.Name}' has no bucket '{bucket}'.");
        }

        var folder = folders.Of(access.Source);
        return access.Source.Type == VolumeStore.Type
            ? new VolumeStore(access, folder, server.PublicAuthority)
            : new DiskStore(access, folder, urls);
    }
}
