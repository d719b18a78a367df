using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The caller's patterns of paths.</summary>
internal sealed class FileFilter(FileSetOptions options)
{
    private readonly List<GlobPattern> _include = [.. options.Include.Select(pattern => new GlobPattern(pattern))];
    private readonly List<GlobPattern> _exclude = [.. options.Exclude.Select(pattern => new GlobPattern(pattern))];

    /// <summary>true if no pattern is set, so that every path matches; otherwise, false.</summary>
    public bool IsOpen => _include.Count == 0 && _exclude.Count == 0;

    public bool Matches(string path) =>
        (_include.Count == 0 || _include.Exists(pattern => pattern.Matches(path))) && !_exclude.Exists(pattern => pattern.Matches(path));
}
