using System.IO.Enumeration;

namespace DominoDataLab.LocalServer.Files;

/// <summary>What a <c>.dominoignore</c> in the root keeps out: one pattern a line, <c>*</c> stands for anything, a folder's name for all in it.</summary>
internal sealed class IgnoreRules
{
    private readonly string[] _patterns;

    private IgnoreRules(string[] patterns) => _patterns = patterns;

    public static IgnoreRules Read(string folder)
    {
        var file = Path.Combine(folder, ".dominoignore");
        return new IgnoreRules(!File.Exists(file) ? [] : [.. File.ReadLines(file).Select(line => line.Trim().TrimEnd('/')).Where(line => line.Length > 0 && line[0] != '#')]);
    }

    public bool Ignores(string path)
    {
        if (path == ".git" || path.StartsWith(".git/", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var pattern in _patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false) || FileSystemName.MatchesSimpleExpression(pattern + "/*", path, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
