using System.Globalization;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The rules of a <c>.dominoignore</c> file, which keep files out of a project. They differ from those of Git. Each line is one pattern,
/// relative to the root. <c>*</c> matches any characters, including slashes. The name of a folder matches all files in it. A line that
/// starts with <c>#</c> is a comment. Patterns are case-sensitive. <c>.git</c> in every folder and <c>.domino</c> in the root are always
/// ignored.
/// </summary>
public sealed class DominoIgnore
{
    /// <summary>The name of the file: <c>.dominoignore</c>. Only the file in the root is used.</summary>
    public const string FileName = ".dominoignore";

    private readonly List<(DominoIgnoreRule Rule, string[] Parts)> _rules = [];

    private DominoIgnore() { }

    /// <summary>Parses rules. Every line is valid.</summary>
    /// <param name="text">The content of a <c>.dominoignore</c>. If empty, only the built-in rules apply.</param>
    public static DominoIgnore Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ignore = new DominoIgnore();
        var number = 0;
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var pattern = line.Trim();
            if (pattern.IsEmpty || pattern[0] == '#')
            {
                continue;
            }

            pattern = (pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern).Trim('/');
            if (!pattern.IsEmpty)
            {
                ignore._rules.Add((new DominoIgnoreRule(number, pattern.ToString()), pattern.ToString().Split('*')));
            }
        }

        return ignore;
    }

    /// <summary>Reads the rules of a folder. Without a <c>.dominoignore</c>, only the built-in rules apply.</summary>
    /// <param name="folder">The root of the project's files on this machine.</param>
    /// <exception cref="IOException">The file exists but cannot be read.</exception>
    public static DominoIgnore Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var file = Path.Combine(folder, FileName);
        return Parse(File.Exists(file) ? File.ReadAllText(file) : "");
    }

    /// <summary>Finds the folder whose <c>.dominoignore</c> applies to a folder: the folder itself, or the nearest folder above it that has
    /// one.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The full path, or null if no <c>.dominoignore</c> applies.</returns>
    internal static string? FindRoot(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, FileName)))
            {
                return Path.TrimEndingDirectorySeparator(at);
            }
        }

        return null;
    }

    /// <summary>true if a path is ignored; otherwise, false.</summary>
    /// <param name="path">A file or folder, from the root, with <c>/</c>.</param>
    public bool Ignores(string path) => Explain(path) is not null;

    /// <summary>Finds the first line that ignores a path or one of its folders. Null if no line does.</summary>
    /// <param name="path">A file or folder, from the root, with <c>/</c>.</param>
    public DominoIgnoreRule? Explain(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var whole = path.Trim('/');
        for (var end = whole.IndexOf('/', StringComparison.Ordinal); ; end = whole.IndexOf('/', end + 1))
        {
            var part = end < 0 ? whole : whole[..end];
            if (BuiltIn(part) is { } always)
            {
                return always;
            }

            foreach (var (rule, parts) in _rules)
            {
                if (Matches(parts, part))
                {
                    return rule;
                }
            }

            if (end < 0)
            {
                return null;
            }
        }
    }

    // On a file system that ignores case, .GIT is the folder of the repository, too.
    private static DominoIgnoreRule? BuiltIn(string path) =>
        path[(path.LastIndexOf('/') + 1)..].Equals(".git", StringComparison.OrdinalIgnoreCase) ? new(0, ".git")
        : path.Equals(SyncState.Folder, StringComparison.OrdinalIgnoreCase) ? new(0, SyncState.Folder)
        : null;

    /// <summary>Checks if a string consists of these parts with anything between them. It takes one pass, so no pattern is slow.</summary>
    private static bool Matches(string[] parts, string text)
    {
        if (parts.Length == 1)
        {
            return text == parts[0];
        }

        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}

/// <summary>The rule that ignores a path.</summary>
/// <param name="Line">The number of the line in the <c>.dominoignore</c>, from 1. The line of a built-in rule is 0.</param>
/// <param name="Pattern">The pattern, without blanks, <c>./</c> and slashes at its ends.</param>
public sealed record DominoIgnoreRule(int Line, string Pattern)
{
    /// <summary>Returns the line and its pattern.</summary>
    public override string ToString() =>
        Line == 0
            ? $"'{Pattern}' is always ignored"
            : string.Create(CultureInfo.InvariantCulture, $"line {Line} of {DominoIgnore.FileName}: {Pattern}");
}
