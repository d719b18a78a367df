using System.Text.RegularExpressions;

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The pages have examples, lead to files that exist, and are short where that is promised.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Gets the paths of the pages in the repository, the README first.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory
            .GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Select(page => Path.GetRelativePath(Repository.Root, page))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> PageNames => [.. Pages];

    [Fact]
    public void Every_page_about_code_shows_some()
    {
        string[] others =
        [
            "cli.md",
            "dependencies.md",
            "endpoints.md",
            "from-python.md",
            "how-it-works.md",
            "python-defects.md",
            "security.md",
            "troubleshooting.md",
        ];
        Assert.All(Pages.Where(page => !others.Contains(Path.GetFileName(page))), page => Assert.NotEmpty(PageProgram.Read(page)));
    }

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var path = Path.Combine(Repository.Root, page);
        Assert.All(
            Link().Matches(File.ReadAllText(path)),
            link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value)), link.Value)
        );
    }

    [Fact]
    public void The_readme_is_short() => Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Length, 1, 149);

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex Link();
}
