namespace DominoDataLab.LocalServer.Files;

/// <summary>
/// What a <c>.dominoignore</c> in the root keeps out: one pattern a line, from the root; <c>*</c> stands for anything, also
/// across folders; a folder's name for all in it. Nothing else is special, and a line that begins with <c>#</c> is a remark.
/// </summary>
internal sealed class IgnoreRules
{
    private readonly List<string[]> _patterns = [];

    public static IgnoreRules Read(string folder)
    {
        var rules = new IgnoreRules();
        using var stream = PlainFile.Open(folder, ".dominoignore");
        if (stream is not null)
        {
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                var pattern = line.Trim();
                if (pattern.Length > 0 && pattern[0] != '#')
                {
                    pattern = (pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern).Trim('/');
                    rules._patterns.Add(pattern.Split('*'));
                }
            }
        }

        return rules;
    }

    public bool Ignores(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            if (part == ".git" || _patterns.Exists(pattern => Matches(pattern, part)))
            {
                return true;
            }

            if (end < 0)
            {
                return false;
            }
        }
    }

    /// <summary>Checks whether a string consists of these parts with anything between them.</summary>
    private static bool Matches(string[] pieces, string text)
    {
        if (pieces.Length == 1)
        {
            return pieces[0].Length > 0 && text == pieces[0];
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
