using System.Runtime.Versioning;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>The right to write into folders. Where it is taken away nothing can be added, replaced or removed, except by root.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FolderRights
{
    /// <summary>Takes the right away from a folder and all below it.</summary>
    public static void Seal(DirectoryInfo folder)
    {
        foreach (var child in Below(folder))
        {
            Seal(child);
        }

        folder.UnixFileMode &= ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
    }

    /// <summary>Gives the owner every right to a folder and all below it.</summary>
    public static void Unlock(DirectoryInfo folder)
    {
        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var child in Below(folder))
        {
            Unlock(child);
        }
    }

    private static IEnumerable<DirectoryInfo> Below(DirectoryInfo folder) => folder.EnumerateDirectories().Where(child => child.LinkTarget is null);
}
