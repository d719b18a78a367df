namespace DominoDataLab.Client.Files;

/// <summary>Paths inside a project: POSIX rules on every system, from the root, no way out.</summary>
internal static class ProjectPath
{
    public static string Clean(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var clean = path.TrimStart('/');
        foreach (var segment in clean.Split('/'))
        {
            if (segment.Length == 0 || segment is "." or ".." || segment.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{path}' is not a valid path in a project. Remove empty parts, '.' and '..'.", nameof(path));
            }
        }

        return clean;
    }

    /// <summary>A folder's path; empty: the root. A slash at its end stays.</summary>
    public static string CleanFolder(string path)
    {
        var inner = path.Trim('/');
        return inner.Length == 0 ? "" : Clean(inner) + (path.EndsWith('/') ? "/" : "");
    }
}
