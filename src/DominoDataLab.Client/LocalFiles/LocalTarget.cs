namespace DominoDataLab.Client.LocalFiles;

/// <summary>The local paths of downloaded files. Their names come from the server and are not trusted.</summary>
internal static class LocalTarget
{
    /// <summary>The folder in a synced folder that belongs to the sync. No download writes to it.</summary>
    public const string SyncFolder = ".domino";

    /// <summary>Creates the folder for downloaded files if it does not exist, and returns its full path.</summary>
    /// <exception cref="IOException">A file is in its place, or it cannot be created.</exception>
    public static string Folder(string path) =>
        File.Exists(path)
            ? throw new IOException($"'{path}' is a file, but the target of several files must be a folder. Choose a folder or a new path.")
            : Directory.CreateDirectory(path).FullName;

    /// <summary>Gets the local path of a file in a folder.</summary>
    /// <exception cref="DominoException">The name leads out of the folder, into the folder of a git repository, or through a link, or it is
    /// not valid on this machine.</exception>
    public static string In(string root, string path) =>
        Problem(root, path) is { } problem
            ? throw new DominoException($"'{path}' can't be written below '{root}': {problem}.")
            {
                MemberAdvice = "To read it, use OpenReadAsync.",
            }
            : Path.Combine(root, path);

    /// <summary>Gets the reason why a file cannot be written, or null if it can.</summary>
    public static string? Problem(string root, string path)
    {
        var at = root;
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (part is "" or "." or "..")
            {
                return "its name would lead out of the folder";
            }

            // On Windows, a backslash and a colon are among them.
            if (part.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                return $"'{part}' can't be a name on this machine";
            }

            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                return "git would take it for its own";
            }

            // A later sync would trust a file that a download put there.
            if (part.Equals(SyncFolder, StringComparison.OrdinalIgnoreCase) || TemporaryNames.IsOne(part))
            {
                return "this library would take it for its own";
            }

            at = Path.Combine(at, part);
            if (new DirectoryInfo(at).LinkTarget is not null)
            {
                return $"'{string.Join('/', parts[..(i + 1)])}' is a symbolic link";
            }
        }

        return SpecialFile.IsAt(at) ? $"'{path}' is not a regular file" : null;
    }

    /// <summary>Follows the links at a path, so that a download replaces their target and not the link.</summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static string Follow(string path)
    {
        var full = Path.GetFullPath(path);
        return SpecialFile.IsAt(full) || new FileInfo(full).LinkTarget is null
            ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    /// <exception cref="IOException">A folder is in the place of the file.</exception>
    public static void RefuseFolder(string file)
    {
        if (Directory.Exists(file))
        {
            throw new IOException(
                $"'{file}' is a folder, so the file cannot be written there. Move the folder, or download to another place. Files "
                    + "that were downloaded before it are kept."
            );
        }
    }

    /// <summary>Gets the comparer of names in a folder. It compares as the file system does.</summary>
    public static StringComparer Names(string root) => IgnoresCase(root) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Lists pairs of paths that cannot both be in a folder: they are the same file, or one is a file where the other needs a
    /// folder.</summary>
    public static IEnumerable<(string Path, string Same)> Collisions(IEnumerable<string> paths, StringComparer names)
    {
        var sorted = paths.Order(StringComparer.Ordinal).ToList();
        var files = new Dictionary<string, string>(sorted.Count, names);
        foreach (var path in sorted)
        {
            if (!files.TryAdd(path, path))
            {
                yield return (path, files[path]);
            }
        }

        foreach (var path in sorted)
        {
            if (Above(path).FirstOrDefault(files.ContainsKey) is { } folder)
            {
                yield return (path, files[folder]);
            }
        }
    }

    /// <exception cref="DominoException">Two paths cannot both be in the folder.</exception>
    /// <param name="root">The folder.</param>
    /// <param name="paths">The paths of files in it.</param>
    /// <param name="names">The comparer of its names.</param>
    /// <param name="left">The part of the error message about files that were downloaded.</param>
    public static void RefuseCollisions(string root, IEnumerable<string> paths, StringComparer names, string left)
    {
        if (Collisions(paths, names).FirstOrDefault() is { Path: { } path, Same: { } same })
        {
            var why = names == StringComparer.Ordinal ? "" : ", where upper and lower case are the same";
            throw new DominoException(
                $"'{same}' and '{path}' can't both be in '{root}'{why}. {left}. Download them into different folders, or leave one out."
            );
        }
    }

    /// <summary>Creates the error for a file that may not be written. The message of the system names only the temporary file.</summary>
    public static UnauthorizedAccessException Unwritable(string target, UnauthorizedAccessException cause) =>
        new($"'{target}' can't be written: {cause.Message}", cause);

    /// <summary>Lists the folders of a path, from the outermost.</summary>
    public static IEnumerable<string> Above(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    // Two folders that differ only in case look like one. A collision may then be refused needlessly, but nothing is lost.
    private static bool IgnoresCase(string root)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
        var swapped = string.Concat(
            name.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter))
        );
        return swapped == name || !Directory.Exists(root)
            ? OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            : Directory.Exists(Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(root))!, swapped));
    }
}
