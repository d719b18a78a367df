using System.Text;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>A pattern of paths: <c>?</c> matches one character, <c>*</c> any characters but a slash, <c>**</c> any characters. A pattern
/// without a slash matches file names in every folder.</summary>
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
