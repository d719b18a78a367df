namespace DominoDataLab.Client.LocalFiles;

/// <summary>The folder for the journals of transfers that can be resumed: the user's cache folder, readable only by the user.</summary>
internal static class CacheFolder
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Gets the path of a journal and creates its folder. Journals that were not changed for a week are deleted.</summary>
    public static string PathOf(string name)
    {
        var cache =
            Variable.Read("XDG_CACHE_HOME") is { } set && Path.IsPathFullyQualified(set) ? set
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache"
            );
        var folder = Path.Combine(cache, "domino", "transfers");
        PrivateFolder.Create(folder);
        foreach (
            var old in new DirectoryInfo(folder).EnumerateFiles("*.journal").Where(file => file.LastWriteTimeUtc < DateTime.UtcNow - Kept)
        )
        {
            old.Delete();
        }

        return Path.Combine(folder, name + ".journal");
    }
}
