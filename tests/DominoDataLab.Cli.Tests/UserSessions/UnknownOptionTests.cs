using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>Words that look like options but are not options of the command.</summary>
public sealed class UnknownOptionTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Unknown option '--force'. Did you mean '--if-exists overwrite'?", "file", "download", "README.md", "--force")]
    [InlineData("Unknown option '--overwrite'.", "file", "upload", "README.md", "--overwrite")]
    [InlineData("Unknown option '--overwrite'. Did you mean '--if-exists overwrite'?", "dataset", "download", "d", "--overwrite")]
    [InlineData("Unknown option '--foo'.", "file", "list", "--foo")]
    [InlineData("Unknown option '--now'.", "job", "stop", "--now")]
    [InlineData("Unknown option '-x'.", "dataset", "files", "d", "-x")]
    [InlineData("Unknown option '--wiat'. Did you mean '--wait'?", "dataset", "snapshot", "create", "d", "--wiat")]
    [InlineData("Unknown option '--tire'. Did you mean '--tier'?", "run", "--tire", "Small", "main.py")]
    [InlineData("--title needs a value, but '--tier' looks like an option.", "run", "--title", "--tier", "Small", "main.py")]
    [InlineData("Unknown option '--sql'.", "datasource", "query", "demo", "--sql")]
    public async Task An_unknown_option_is_refused_and_nothing_is_done(string message, params string[] args)
    {
        _folder.Write("README.md", "mine");
        var run = await tool.ProcessAsync(_folder.Path, [.. args, .. args[0] == "run" ? (string[])[] : ["-p", "ada/quick-start"]]);
        Assert.Equal(((int)ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"domino: {message}", run.Error, StringComparison.Ordinal);
        Assert.Equal([_folder.Combine("README.md")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Every_command_refuses_an_option_that_it_does_not_have()
    {
        var commands = Leaves(Tool.Root, []).ToList();
        Assert.InRange(commands.Count, 30, 100);
        Assert.All(
            commands,
            words =>
            {
                string[] args = [.. words, "--no-such-option"];
                Assert.Contains("Unknown option '--no-such-option'.", Misuse.Find(Tool.Root.Parse(RawArguments.Normalize(args)), args));
            }
        );
    }

    [Fact]
    public async Task Two_dashes_end_the_options()
    {
        var project = await tool.NewProjectAsync();
        _folder.Write("--force", "content");
        var up = await tool.ProcessAsync(_folder.Path, "file", "upload", "-p", project, "--", "--force");
        Assert.Equal((int)ExitCode.Success, up.ExitCode);
        File.Delete(_folder.Combine("--force"));
        var down = await tool.ProcessAsync(_folder.Path, "file", "download", "-p", project, "--", "--force");
        Assert.Equal((int)ExitCode.Success, down.ExitCode);
        Assert.Equal("content", await File.ReadAllTextAsync(_folder.Combine("--force"), TestContext.Current.CancellationToken));
        var run = await tool.ProcessAsync(_folder.Path, "run", "-p", project, "--", "echo", "--tier", "--", "x");
        Assert.Equal(((int)ExitCode.Success, "--tier -- x\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task An_equals_sign_makes_any_word_a_value()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("job", "start", "-p", project, "--title=--tier", "-o", "json", "true");
        Assert.Equal("--tier", run.Json.GetProperty("title").GetString());
        Assert.Equal(
            JobStatus.Succeeded,
            (
                await tool.Client.Jobs.WaitForCompletionAsync(
                    run.Json.GetProperty("id").GetString()!,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).Status
        );
    }

    private static IEnumerable<string[]> Leaves(System.CommandLine.Command command, string[] words) =>
        command.Subcommands.Count == 0 ? [words] : command.Subcommands.SelectMany(sub => Leaves(sub, [.. words, sub.Name]));
}
