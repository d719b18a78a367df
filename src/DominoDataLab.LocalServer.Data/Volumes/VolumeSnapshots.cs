namespace DominoDataLab.LocalServer.Data.Volumes;

/// <summary>
/// The snapshots of a volume: folders in its <c>.snapshot</c> folder, as on a NetApp file system, with their versions as names.
/// </summary>
internal static class VolumeSnapshots
{
    public const string FolderName = ".snapshot";

    /// <summary>Lists the snapshots of a volume, the oldest version first.</summary>
    public static IEnumerable<(int Version, DirectoryInfo Folder)> Of(string volume)
    {
        var folder = new DirectoryInfo(Path.Combine(volume, FolderName));
        return !folder.Exists
            ? []
            : folder
                .EnumerateDirectories()
                .Where(snapshot => snapshot.LinkTarget is null)
                .Select(snapshot => (Version: int.TryParse(snapshot.Name, out var version) ? version : 0, Folder: snapshot))
                .Where(snapshot => snapshot.Version > 0)
                .OrderBy(snapshot => snapshot.Version);
    }

    /// <summary>Gets the folder of a snapshot. If the version is null or empty, it is the folder of the volume itself.</summary>
    /// <exception cref="DomainException">The volume has no such snapshot.</exception>
    public static string FolderOf(string volume, string? version) =>
        string.IsNullOrEmpty(version) ? volume
        : int.TryParse(version, out var number) && Of(volume).FirstOrDefault(known => known.Version == number).Folder is { } folder
            ? folder.FullName
        : throw DomainException.Invalid($"The volume has no snapshot with version '{version}'.");
}
