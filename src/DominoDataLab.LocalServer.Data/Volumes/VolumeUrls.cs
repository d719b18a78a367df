using DominoDataLab.LocalServer.Data.Objects;
using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Data.Volumes;

/// <summary>
/// The files of volumes. A volume is a folder; its snapshots are folders in its <c>.snapshot</c> folder, as on a NetApp file system, with
/// numbers as their names.
/// </summary>
internal sealed class VolumeUrls(ServerAddress server, DiskFolders folders)
{
    public const string Type = "NetAppVolumeConfig";
    public const string SnapshotFolder = ".snapshot";
    public const string Root = "/local/volumes/";

    /// <summary>Makes the address of a file. It needs the credential of a user, unlike those of other object stores.</summary>
    public string UrlOf(ObjectAccess access, string key, bool isWritable)
    {
        var snapshot = access.Config.GetValueOrDefault("snapshotVersion");
        if (isWritable && !string.IsNullOrEmpty(snapshot))
        {
            throw DomainException.Invalid("A snapshot of a volume cannot be written to. Leave the snapshot version out.");
        }

        _ = FolderOf(access);
        return $"{server.Public.GetLeftPart(UriPartial.Authority)}{Root}{access.Source.Id}/files/{SignedUrls.Escape(key)}"
            + (string.IsNullOrEmpty(snapshot) ? "" : $"?snapshot={Uri.EscapeDataString(snapshot)}");
    }

    /// <summary>Gets the folder of a volume, or of the snapshot that the request asks for.</summary>
    /// <exception cref="DomainException">The volume has no such snapshot.</exception>
    public string FolderOf(ObjectAccess access) => FolderOf(folders.Of(access.Source), access.Config.GetValueOrDefault("snapshotVersion"));

    /// <summary>Gets the folder of a snapshot of a volume; without a version, that of the volume.</summary>
    /// <exception cref="DomainException">The volume has no such snapshot.</exception>
    public static string FolderOf(string volume, string? snapshot) =>
        string.IsNullOrEmpty(snapshot) ? volume
        : int.TryParse(snapshot, out var version)
        && Snapshots(volume).FirstOrDefault(known => known.Version == version).Folder is { } folder
            ? folder.FullName
        : throw DomainException.Invalid($"The volume has no snapshot with version '{snapshot}'.");

    /// <summary>Lists the snapshots of a volume, the oldest version first.</summary>
    public static IEnumerable<(int Version, DirectoryInfo Folder)> Snapshots(string volume)
    {
        var folder = new DirectoryInfo(Path.Combine(volume, SnapshotFolder));
        return !folder.Exists
            ? []
            : folder
                .EnumerateDirectories()
                .Where(snapshot => snapshot.LinkTarget is null)
                .Select(snapshot => (Version: int.TryParse(snapshot.Name, out var version) ? version : 0, Folder: snapshot))
                .Where(snapshot => snapshot.Version > 0)
                .OrderBy(snapshot => snapshot.Version);
    }
}
