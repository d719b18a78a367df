using System.Runtime.Versioning;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Removes folders with everything in them: locked folders, names that are not UTF-8, and paths that are too long for the system.
/// </summary>
internal static class FolderRemoval
{
    /// <summary>How many folders below the first are held open at once. What is deeper is moved up.</summary>
    private const int MaxDepth = 32;

    /// <summary>How often a folder is emptied that a process still writes to.</summary>
    private const int MaxPasses = 5;

    /// <summary>Removes a folder if it exists. Symbolic links are removed, never followed.</summary>
    /// <exception cref="IOException">Something in the folder cannot be removed. Everything else is gone.</exception>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            RemoveByPath(folder);
            return;
        }

        if (new DirectoryInfo(folder).LinkTarget is null)
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Clear(folder);
        }

        Directory.Delete(folder);
    }

    /// <summary>Removes a folder as far as possible.</summary>
    /// <returns>true if the folder is gone.</returns>
    public static bool TryRemove(string folder)
    {
        try
        {
            Remove(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Clear(string path)
    {
        using var folder = OpenFolder.At(path);
        var work = new Emptying(folder);
        for (var pass = 0; pass < MaxPasses || work.HasMoved; pass++)
        {
            work.Start();
            if (work.Empty(folder, MaxDepth))
            {
                return;
            }
        }

        throw work.Problem ?? new IOException("Another process writes to the folder while it is removed.");
    }

    private static void RemoveByPath(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (!OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            FolderRights.Unlock(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    [SupportedOSPlatform("linux")]
    private sealed class Emptying(OpenFolder root)
    {
        /// <summary>Gets whether this pass has moved a deep folder up, which the next pass removes.</summary>
        public bool HasMoved { get; private set; }

        public IOException? Problem { get; private set; }

        public void Start() => (HasMoved, Problem) = (false, null);

        /// <returns>true if the folder is empty.</returns>
        public bool Empty(OpenFolder folder, int depth)
        {
            var isEmpty = true;
            foreach (var (name, kind) in folder.Entries())
            {
                try
                {
                    isEmpty &= kind == EntryKind.Folder ? RemoveFolder(folder, name, depth) : folder.Delete(name, isFolder: false);
                }
                catch (IOException e)
                {
                    Problem ??= e;
                    isEmpty = false;
                }
            }

            return isEmpty && !(HasMoved && folder == root);
        }

        private bool RemoveFolder(OpenFolder parent, byte[] name, int depth)
        {
            if (depth == 0)
            {
                parent.Move(name, root, System.Text.Encoding.ASCII.GetBytes(Ids.New()));
                HasMoved = true;
                return true;
            }

            using var folder = parent.Child(name);
            folder.Unlock();
            Empty(folder, depth - 1);
            return parent.Delete(name, isFolder: true);
        }
    }
}
