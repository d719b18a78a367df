using System.Text;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Files;

/// <summary>A pattern of paths: <c>?</c> is one character, <c>*</c> any but a slash, <c>**</c> any at all. A pattern without a slash is
/// one of file names, in whatever folder.</summary>
internal sealed class GlobPattern
{
    private readonly Regex _pattern;

    public GlobPattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var rule = new StringBuilder(pattern.Contains('/', StringComparison.Ordinal) ? @"\A" : @"\A(.*/)?");
        var rest = pattern.AsSpan().TrimStart('/');
        while (rest.Length > 0)
        {
            var (part, length) = rest switch
            {
                ['*', '*', '/', ..] => ("(.*/)?", 3),
                ['*', '*', ..] => (".*", 2),
                ['*', ..] => ("[^/]*", 1),
                ['?', ..] => ("[^/]", 1),
                _ => (Regex.Escape(rest[..1].ToString()), 1),
            };
            rule.Append(part);
            rest = rest[length..];
        }

        // Patterns may come from users, so matching must take time in proportion to the path.
        _pattern = new Regex(
            rule.Append(@"\z").ToString(),
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.ExplicitCapture
        );
    }

    public bool Matches(string path) => _pattern.IsMatch(path);

    public override string ToString() => _pattern.ToString();
}
