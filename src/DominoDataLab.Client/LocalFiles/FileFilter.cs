namespace DominoDataLab.Client.LocalFiles;

/// <summary>Selects files by patterns of their paths.</summary>
/// <param name="include">The patterns of files to include. If empty, all files are included.</param>
/// <param name="exclude">The patterns of files to exclude.</param>
internal sealed class FileFilter(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    private readonly List<GlobPattern> _include = [.. include.Select(pattern => new GlobPattern(pattern))];
    private readonly List<GlobPattern> _exclude = [.. exclude.Select(pattern => new GlobPattern(pattern))];

    /// <summary>true if no pattern is set, so that every path matches; otherwise, false.</summary>
    public bool IsOpen => _include.Count == 0 && _exclude.Count == 0;

    public bool Matches(string path) =>
        (_include.Count == 0 || _include.Exists(pattern => pattern.Matches(path))) && !_exclude.Exists(pattern => pattern.Matches(path));
}
