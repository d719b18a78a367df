using DominoDataLab.Client.Files;

namespace DominoDataLab.Client.Tests.Files;

public sealed class DominoIgnoreTests
{
    [Theory]
    [InlineData("data", "data", true)]
    [InlineData("data", "data/deep/file", true)]
    [InlineData("data/", "data/file", true)]
    [InlineData("/data", "data/file", true)]
    [InlineData("./data", "data/file", true)]
    [InlineData("data", "database", false)]
    [InlineData("data", "sub/data", false)]
    [InlineData("Data", "data", false)]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "deep/down/a.log", true)]
    [InlineData("*.log", "a.log.txt", false)]
    [InlineData("results/*.csv", "results/deep/a.csv", true)]
    [InlineData("a*b*c", "a/b/c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("aa*aa", "aaa", false)]
    [InlineData("*", "anything/at/all", true)]
    [InlineData("# data", "# data", false)]
    [InlineData("#data", "#data", false)]
    [InlineData("!data", "data", false)]
    [InlineData("!data", "!data", true)]
    [InlineData("a?c", "abc", false)]
    [InlineData("[ab]", "a", false)]
    [InlineData("  spaces  \r", "spaces", true)]
    [InlineData("", "data", false)]
    [InlineData("/", "data", false)]
    [InlineData("\uFEFFdata", "data", true)]
    public void A_line_ignores_what_its_own_rules_say(string line, string path, bool ignored) =>
        Assert.Equal(ignored, DominoIgnore.Parse(line).Ignores(path));

    [Theory]
    [InlineData(".git")]
    [InlineData(".git/config")]
    [InlineData("sub/.git/config")]
    [InlineData(".GIT/config")]
    [InlineData(".domino/state.json")]
    public void Git_and_the_memory_of_the_sync_are_always_ignored(string path) =>
        Assert.Equal(0, DominoIgnore.Parse("").Explain(path)!.Line);

    [Theory]
    [InlineData(".gitignore")]
    [InlineData("sub/.domino/x")]
    [InlineData(".dominoignore")]
    public void Names_that_only_look_like_them_are_not(string path) => Assert.False(DominoIgnore.Parse("").Ignores(path));

    [Fact]
    public void The_line_that_ignores_a_path_is_told()
    {
        var ignore = DominoIgnore.Parse("# remarks count as lines\n\nraw/\n*.csv\n");
        Assert.Equal(new DominoIgnoreRule(3, "raw"), ignore.Explain("raw/a.csv"));
        Assert.Equal("line 4 of .dominoignore: *.csv", ignore.Explain("/clean/a.csv")!.ToString());
        Assert.Null(ignore.Explain("clean/a.txt"));
    }

    [Fact]
    public void No_pattern_makes_matching_slow() =>
        Assert.False(DominoIgnore.Parse(string.Concat(Enumerable.Repeat("a*", 50)) + "b").Ignores(new string('a', 4000)));

    [Fact]
    public void Only_the_file_in_the_root_counts()
    {
        using var folder = new LocalCopy().With("sub/.dominoignore", "*");
        Assert.False(DominoIgnore.Read(folder.Root).Ignores("sub/a"));
        folder.With(".dominoignore", "sub");
        Assert.True(DominoIgnore.Read(folder.Root).Ignores("sub/a"));
    }
}
