namespace DominoDataLab.Client.Datasets;

/// <summary>Checks paths in a dataset. They start at the root and use <c>/</c> on every system.</summary>
internal static class DatasetPath
{
    public static string Clean(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var clean = path.Trim('/');
        return clean.Split('/').Any(segment => segment is "" or "." or ".." || segment.Contains('\0', StringComparison.Ordinal))
            ? throw new ArgumentException($"'{path}' is not a valid path in a dataset. Remove empty parts, '.' and '..'.", nameof(path))
            : clean;
    }
}
