namespace DominoDataLab.Client.Files;

/// <summary>Where a file of the server goes on this machine. Its name comes from the server, and from whoever wrote the file.</summary>
internal static class LocalTarget
{
    /// <exception cref="DominoException">The name would lead out of the folder, into a git repository's own folder, through a link, or can't be
    /// one on this machine.</exception>
    public static string In(string root, string path) =>
        Problem(root, path) is { } problem
            ? throw new DominoException($"'{path}' can't be written below '{root}': {problem}. Read it with OpenReadAsync.")
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

            at = Path.Combine(at, part);
            if (i < parts.Length - 1 && new DirectoryInfo(at).LinkTarget is not null)
            {
                return $"'{string.Join('/', parts[..(i + 1)])}' is a link";
            }
        }

        return null;
    }

    /// <summary>Pairs of paths that are one file where upper and lower case are the same; none where they differ.</summary>
    public static IEnumerable<(string Path, string Same)> Collisions(string root, IEnumerable<string> paths)
    {
        if (!IgnoresCase(root))
        {
            yield break;
        }

        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (!seen.TryAdd(path, path))
            {
                yield return (path, seen[path]);
            }
        }
    }

    // Two folders that differ in case only look like one; then a collision is refused in vain, but nothing is lost.
    private static bool IgnoresCase(string root)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
        var swapped = string.Concat(name.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));
        return swapped == name || !Directory.Exists(root)
            ? OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            : Directory.Exists(Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(root))!, swapped));
    }
}
