using System.Text.RegularExpressions;

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>
/// What the pages show is compiled and run: each C# block of README and docs is a region, <c>// docs: name</c> to
/// <c>// end</c>, of a sample or of a test in this folder.
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Pages = [Path.Combine(Repository.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> PageNames => [.. Pages.Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Every_block_of_CSharp_on_a_page_is_a_region_that_compiles_and_runs(string page)
    {
        var regions = Regions().Select(region => region.Text).ToHashSet();
        Assert.All(Blocks(Path.Combine(Repository.Root, page)), block => Assert.Contains(block, regions));
    }

    [Fact]
    public void Every_page_that_is_about_code_shows_some()
    {
        string[] others = ["cli.md", "dependencies.md", "endpoints.md", "from-python.md", "how-it-works.md", "python-defects.md"];
        Assert.All(Pages.Where(page => !others.Contains(Path.GetFileName(page))), page => Assert.NotEmpty(Blocks(page)));
    }

    [Fact]
    public void Every_region_is_shown_on_a_page()
    {
        var blocks = Pages.SelectMany(Blocks).ToHashSet();
        Assert.All(Regions(), region => Assert.True(blocks.Contains(region.Text), $"No page shows the region '{region.Name}'."));
    }

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var path = Path.Combine(Repository.Root, page);
        Assert.All(Link().Matches(File.ReadAllText(path)), link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value)), link.Value));
    }

    [Fact]
    public void The_readme_is_short()
    {
        Assert.InRange(File.ReadAllLines(Pages[0]).Length, 1, 149);
    }

    private static IEnumerable<string> Blocks(string page) => Block().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value.TrimEnd());

    private static IEnumerable<(string Name, string Text)> Regions() =>
        from folder in (string[])
            [
                "samples",
                Path.Combine("samples", "airflow", "etl"),
                Path.Combine("tests", "DominoDataLab.Cli.Tests", "Docs"),
                Path.Combine("tests", "DominoDataLab.Airflow.Tests", "Docs"),
            ]
        from file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs")
        from Match region in Region().Matches(File.ReadAllText(file))
        select (region.Groups[1].Value, Dedent(region.Groups[2].Value));

    private static string Dedent(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^ *// docs: (.+?)\n(.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex Link();
}
