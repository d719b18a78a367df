using System.Runtime.Versioning;
using System.Text;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// A folder below a root, held open on Linux. What is read or changed through it stays below the root, even if somebody replaces the
/// folder, or one above it, by a symbolic link meanwhile.
/// </summary>
/// <param name="open">The open folder; null on systems other than Linux.</param>
/// <param name="path">The path of the folder when it was opened.</param>
internal sealed class HeldFolder(OpenFolder? open, string path) : IDisposable
{
    /// <summary>Opens a folder, or returns null if it does not exist or a part of its path is a link.</summary>
    /// <param name="root">The root, which may be a link.</param>
    /// <param name="path">The path of the folder relative to the root; empty for the root.</param>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static HeldFolder? Open(string root, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return WithoutLinks(root, path) ? new HeldFolder(null, Path.Combine(root, path)) : null;
        }

        return Walk(root, path, creates: false, owner: null);
    }

    /// <summary>
    /// Opens a folder and creates it, and those above it, where they are missing. Returns null if something on the path is a link or a
    /// file.
    /// </summary>
    /// <param name="root">The root, which exists.</param>
    /// <param name="path">The path of the folder relative to the root.</param>
    /// <param name="owner">The account that new folders belong to. If null, they belong to the server's.</param>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    public static HeldFolder? Create(string root, string path, SystemAccount? owner)
    {
        if (!OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(Path.Combine(root, path));
            return Open(root, path);
        }

        return Walk(root, path, creates: true, owner);
    }

    /// <summary>Opens the folder that a path is in, or returns null if it does not exist or a part of its path is a link.</summary>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static HeldFolder? OpenParentOf(string root, string path) =>
        Open(root, path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "");

    /// <summary>Gets the path by which something in the folder can be reached as long as the folder is held.</summary>
    /// <param name="name">A name without a slash, or <c>.</c> for the folder itself.</param>
    public string PathOf(string name) =>
        open is not null && OperatingSystem.IsLinux() ? $"/proc/self/fd/{open.Descriptor}/{name}" : Path.Combine(path, name);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            open?.Dispose();
        }
    }

    [SupportedOSPlatform("linux")]
    private static HeldFolder? Walk(string root, string path, bool creates, SystemAccount? owner)
    {
        var folder = OpenFolder.TryAt(root);
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var parent = folder;
            var bytes = Encoding.UTF8.GetBytes(name);
            folder = creates ? parent?.CreateChild(bytes, owner) : parent?.TryChild(bytes);
            parent?.Dispose();
        }

        return folder is null ? null : new HeldFolder(folder, Path.Combine(root, path));
    }

    private static bool WithoutLinks(string root, string path)
    {
        var folder = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, name);
            if (new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null })
            {
                return false;
            }
        }

        return Directory.Exists(folder);
    }
}
