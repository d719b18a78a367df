

namespace DominoDataLab.Client.LocalFiles;

/// <summary>The local path of a file of the server. The name comes from the server and is not trusted.</summary>
internal static class LocalTarget
{
    /// <summary>The folder in a synced folder that belongs to the sync. No download writes to it.</summary>
    public const string SyncFolder = ".domino";

    /// <summary>Creates the folder for downloaded files if it does not exist, and returns its full path.</summary>
    /// <exception cref="IOException">A file is in its place, or it cannot be created.</exception>
    public static string Folder(string path) =>
        File.Exists(path)
            ? throw new IOException(
                $"'{path}' is a file; these files are downloaded into a folder. Give a folder, or a path where nothing is yet."
            )
            : Directory.CreateDirectory(path).FullName;

    /// <exception cref="DominoException">The name would lead out of the folder, into a git repository's own folder, through a link, or
    /// can't be one on this machine.</exception>
    public static string In(string root, string path) =>
        Problem(root, path) is { } problem
            ? throw new DominoException($"'{path}' can't be written below '{root}': {problem}.")
            {
                MemberAdvice = "To read it, use OpenReadAsync.",
            }
            : Path.Combine(root, path);

    /// <summary>Why a file can't be written; null if it can.</summary>
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

            // Only other systems have more of them than the slash: a backslash or a colon, say.
            if (part.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                return $"'{part}' can't be a name on this machine";
            }

            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                return "git would take it for its own";
            }

            // A later sync would trust what a download had put there.
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

    /// <summary>Follows the links at a path, so that the file that they lead to is replaced and not the link.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Follow(string path)
    {
        var full = Path.GetFullPath(path);
        return SpecialFile.IsAt(full) || new FileInfo(full).LinkTarget is null
            ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    /// <exception cref="IOException">A folder is where the file is to be.</exception>
    public static void RefuseFolder(string file)
    {
        if (Directory.Exists(file))
        {
            throw new IOException(
                $"'{file}' is a folder, and what is downloaded is a file. Move the folder away, or download to another place; files "
                    + $"fetched before it stay."
            );
        }
    }

    /// <summary>How names in a folder compare: as the file system does it.</summary>
    public static StringComparer Names(string root) => IgnoresCase(root) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Pairs of paths of files that can't both be in a folder where names compare so: they are one file, or one is a file where
    /// the other needs a folder.</summary>
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

    /// <exception cref="DominoException">Two paths can't both be in the folder.</exception>
    /// <param name="root">The folder.</param>
    /// <param name="paths">The paths of files in it.</param>
    /// <param name="names">How its names compare.</param>
    /// <param name="left">The part of the error message about files that were downloaded.</param>
    public static void RefuseCollisions(string root, IEnumerable<string> paths, StringComparer names, string left)
    {
        if (Collisions(paths, names).FirstOrDefault() is { Path: { } path, Same: { } same })
        {
            var why = names == StringComparer.Ordinal ? "" : ", where upper and lower case are the same";
            throw new DominoException(
                $"'{same}' and '{path}' can't both be in '{root}'{why}. {left}; fetch them into different folders, or leave one out."
            );
        }
    }

    /// <summary>The error that a file may not be written. What the system says names the temporary file, which nobody asked for.</summary>
    public static UnauthorizedAccessException Unwritable(string target, UnauthorizedAccessException cause) =>
        new($"'{target}' can't be written: {cause.Message}", cause);

    /// <summary>The folders that a path is in.</summary>
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
