using DominoDataLab.Client;

namespace DominoDataLab.Data.Configuration;

/// <summary>A section of an INI file. Names of options are compared without regard to case.</summary>
internal sealed record IniSection(string Name)
{
    public Dictionary<string, string> Options { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Reads INI files by the rules of the AWS tools: delimiters are = and :, comments fill whole lines, nothing is interpolated, and
/// an indented line continues the value above it.</summary>
internal static class IniFile
{
    /// <summary>The section whose options hold for all others.</summary>
    public const string Defaults = "DEFAULT";

    /// <returns>The sections in the order of the file.</returns>
    /// <exception cref="DominoException">An option comes before any section or twice, or a line is neither section nor option.</exception>
    public static IReadOnlyList<IniSection> Parse(string text, string file)
    {
        var sections = new List<IniSection>();
        string? last = null;
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd()))
        {
            number++;
            var content = line.TrimStart();
            if (content.Length == 0 || content[0] is '#' or ';')
            {
                continue;
            }

            if (line.Length > content.Length && last is not null)
            {
                sections[^1].Options[last] += "\n" + content;
                continue;
            }

            if (content[0] == '[' && content.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            {
                sections.Add(Section(sections, content[1..end], file, number));
                last = null;
                continue;
            }

            last = Option(sections.LastOrDefault(), content, file, number);
        }

        return sections;
    }

    private static IniSection Section(List<IniSection> sections, string name, string file, int line) =>
        sections.Exists(section => section.Name == name)
            ? throw Invalid(file, line, $"section '{name}' is there twice")
            : new IniSection(name);

    private static string Option(IniSection? section, string content, string file, int line)
    {
        var delimiter = content.AsSpan().IndexOfAny('=', ':');
        var name = delimiter > 0 ? content[..delimiter].TrimEnd() : "";
        return section is null ? throw Invalid(file, line, "there is an option before the first section")
            : name.Length == 0 ? throw Invalid(file, line, "it is neither a section nor an option")
            : !section.Options.TryAdd(name, content[(delimiter + 1)..].Trim())
                ? throw Invalid(file, line, $"option '{name}' is there twice")
            : name;
    }

    // The line itself is not shown: it may hold a key.
    private static DominoException Invalid(string file, int line, string why) =>
        new($"Could not read '{file}': line {line} is not valid, because {why}. Correct the file.");
}
