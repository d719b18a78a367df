using System.Globalization;

namespace DominoDataLab.Client.Files;

/// <summary>
/// What a folder's <c>.dominoignore</c> keeps out of the project. Its rules are its own, not git's: one pattern a line, from the folder's
/// root; <c>*</c> stands for anything, slashes too; the name of a folder stands for all that is in it; a line that begins with <c>#</c> is a
/// remark. Nothing else is special, and upper and lower case differ. <c>.git</c>, at any depth, and the folder <c>.domino</c> of the root are
/// always ignored.
/// </summary>
public sealed class DominoIgnore
{
    /// <summary>The file's name: <c>.dominoignore</c>. Only that of a folder's root counts.</summary>
    public const string FileName = ".dominoignore";

    private readonly List<(DominoIgnoreRule Rule, string[] Pieces)> _rules = [];

    private DominoIgnore() { }

    /// <summary>Reads the rules of a text; nothing that it says is wrong.</summary>
    /// <param name="text">The content of a <c>.dominoignore</c>; empty: only what is always ignored is.</param>
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

    /// <summary>Reads the rules of a folder; one without a <c>.dominoignore</c> has only what is always ignored.</summary>
    /// <param name="folder">The root of the project's files on this machine.</param>
    /// <exception cref="IOException">The file is there, but can't be read.</exception>
    public static DominoIgnore Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var file = Path.Combine(folder, FileName);
        return Parse(File.Exists(file) ? File.ReadAllText(file) : "");
    }

    /// <summary>Whether a path is ignored.</summary>
    /// <param name="path">A file or folder, from the root, with <c>/</c>.</param>
    public bool Ignores(string path) => Explain(path) is not null;

    /// <summary>Which line ignores a path: the first that fits it or a folder that it is in. Null: none does.</summary>
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

            foreach (var (rule, pieces) in _rules)
            {
                if (Matches(pieces, part))
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

    // A file system that takes .GIT for .git would let a project's files into the repository.
    private static DominoIgnoreRule? BuiltIn(string path) =>
        path[(path.LastIndexOf('/') + 1)..].Equals(".git", StringComparison.OrdinalIgnoreCase) ? new(0, ".git")
        : path.Equals(SyncState.Folder, StringComparison.OrdinalIgnoreCase) ? new(0, SyncState.Folder)
        : null;

    /// <summary>Whether a text consists of these pieces with anything between them. One pass: no pattern makes it slow.</summary>
    private static bool Matches(string[] pieces, string text)
    {
        if (pieces.Length == 1)
        {
            return text == pieces[0];
        }

        if (!text.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return text.Length - at >= pieces[^1].Length && text.EndsWith(pieces[^1], StringComparison.Ordinal);
    }
}

/// <summary>What ignores a path.</summary>
/// <param name="Line">The line of the <c>.dominoignore</c>, from 1 on; 0: it is ignored whatever the file says.</param>
/// <param name="Pattern">The pattern, without what means nothing in it: blanks, <c>./</c> and slashes at its ends.</param>
public sealed record DominoIgnoreRule(int Line, string Pattern)
{
    /// <summary>The line and its pattern, for people.</summary>
    public override string ToString() =>
        Line == 0
            ? $"'{Pattern}' is always ignored"
            : string.Create(CultureInfo.InvariantCulture, $"line {Line} of {DominoIgnore.FileName}: {Pattern}");
}
