using System.Runtime.Versioning;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>The right to write into folders. Where it is taken away nothing can be added, replaced or removed, except by root.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FolderRights
{
    /// <summary>Takes the right away from a folder and all below it.</summary>
    public static void Seal(string folder)
    {
        foreach (var child in Below(folder))
        {
            Seal(child);
        }

        File.SetUnixFileMode(
            folder,
            File.GetUnixFileMode(folder) & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
        );
    }

    /// <summary>Gives the owner every right to a folder and all below it.</summary>
    public static void Unlock(string folder)
    {
        File.SetUnixFileMode(
            folder,
            File.GetUnixFileMode(folder) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        foreach (var child in Below(folder))
        {
            Unlock(child);
        }
    }

    private static IEnumerable<string> Below(string folder) =>
        new DirectoryInfo(folder).EnumerateDirectories().Where(child => child.LinkTarget is null).Select(child => child.FullName);
}
