namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>The places that downloads write to, and what they must not replace.</summary>
public sealed class DownloadTargetTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("pattern")]
    [InlineData("dataset")]
    public async Task A_local_change_is_not_overwritten_unless_asked(string kind)
    {
        var (project, command) = await ProjectAsync(kind);
        _folder.Write("a.txt", "my change");
        var refused = await tool.ProcessAsync(_folder.Path, [.. command, "-p", project]);
        Assert.Equal((int)ExitCode.Conflict, refused.ExitCode);
        Assert.Contains("a.txt' already exists and differs.", refused.Error, StringComparison.Ordinal);
        Assert.Equal("my change", await ReadAsync("a.txt"));
        var skipped = await tool.ProcessAsync(_folder.Path, [.. command, "-p", project, "--if-exists", "skip"]);
        Assert.Equal(((int)ExitCode.Success, "my change"), (skipped.ExitCode, await ReadAsync("a.txt")));
        var replaced = await tool.ProcessAsync(_folder.Path, [.. command, "-p", project, "--if-exists", "overwrite"]);
        Assert.Equal(((int)ExitCode.Success, "theirs"), (replaced.ExitCode, await ReadAsync("a.txt")));
        var again = await tool.ProcessAsync(_folder.Path, [.. command, "-p", project]);
        Assert.Equal(((int)ExitCode.Success, "theirs"), (again.ExitCode, await ReadAsync("a.txt")));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("pattern")]
    [InlineData("dataset")]
    public async Task A_pipe_in_the_place_of_a_file_is_not_replaced(string kind)
    {
        var (project, command) = await ProjectAsync(kind);
        var run = await tool.ShellAsync(
            _folder.Path,
            $"mkfifo a.txt; timeout 20 cat a.txt > got & $DOMINO {string.Join(' ', command.Select(Quote))} -p"
                + $" {project} --if-exists overwrite; "
                + "code=$?; test -p a.txt || exit 99; if test $code != 0; then : > a.txt; fi; wait; exit $code"
        );
        if (kind == "file")
        {
            Assert.Equal(((int)ExitCode.Success, "theirs"), (run.ExitCode, await ReadAsync("got")));
        }
        else
        {
            Assert.Equal(((int)ExitCode.Error, ""), (run.ExitCode, await ReadAsync("got")));
            Assert.Contains("'a.txt' is not a regular file", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("pattern")]
    [InlineData("dataset")]
    public async Task A_link_is_followed_by_a_single_download_and_refused_by_others(string kind)
    {
        var (project, command) = await ProjectAsync(kind);
        _folder.Write("real", "mine");
        File.CreateSymbolicLink(_folder.Combine("a.txt"), "real");
        var run = await tool.ProcessAsync(_folder.Path, [.. command, "-p", project, "--if-exists", "overwrite"]);
        Assert.Equal("real", new FileInfo(_folder.Combine("a.txt")).LinkTarget);
        Assert.Equal(
            kind == "file" ? ((int)ExitCode.Success, "theirs") : ((int)ExitCode.Error, "mine"),
            (run.ExitCode, await ReadAsync("real"))
        );
    }

    [Fact]
    public async Task A_sync_does_not_replace_a_link_or_a_pipe()
    {
        var (project, _) = await ProjectAsync("file");
        await tool.Client.Project(project).Files.UploadAsync([1, 2], "b.txt", cancellationToken: Ct);
        File.CreateSymbolicLink(_folder.Combine("a.txt"), "nothing");
        var run = await tool.ShellAsync(
            _folder.Path,
            $"mkfifo b.txt; $DOMINO file sync . --conflicts keep-remote -p {project}; test -p b.txt && test -L a.txt"
        );
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/proc/self/fd/1")]
    public async Task A_file_goes_to_standard_output(string target)
    {
        var (project, _) = await ProjectAsync("file");
        var run = await tool.ShellAsync(_folder.Path, $"$DOMINO file download a.txt {target} -p {project} 2>/dev/null | cat");
        Assert.Equal("theirs", run.Output);
    }

    [Fact]
    public async Task A_slash_at_the_end_creates_the_folder()
    {
        var (project, _) = await ProjectAsync("file");
        var run = await tool.ProcessAsync(_folder.Path, "file", "download", "a.txt", "down/x/", "-p", project);
        Assert.Equal(((int)ExitCode.Success, "theirs"), (run.ExitCode, await ReadAsync("down/x/a.txt")));
    }

    [Fact]
    public async Task A_name_with_wildcards_can_be_given_literally()
    {
        var (project, _) = await ProjectAsync("file");
        var files = tool.Client.Project(project).Files;
        await files.UploadTextAsync("1", "what?.txt", cancellationToken: Ct);
        await files.UploadTextAsync("2", "whats.txt", cancellationToken: Ct);
        var run = await tool.ProcessAsync(_folder.Path, "file", "download", "what?.txt", "--literal", "-p", project);
        Assert.Equal((int)ExitCode.Success, run.ExitCode);
        Assert.Equal([_folder.Combine("what?.txt")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_pattern_without_a_match_is_not_found()
    {
        var (project, _) = await ProjectAsync("file");
        var run = await tool.ProcessAsync(_folder.Path, "file", "download", "no/*", "-p", project);
        Assert.Equal(((int)ExitCode.NotFound, "domino: No file of the project matches 'no/*'.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_sync_in_a_subfolder_finds_the_root_and_the_project()
    {
        var (project, _) = await ProjectAsync("file");
        var first = await tool.ProcessAsync(_folder.Path, "file", "sync", "-p", project);
        Assert.Equal((int)ExitCode.Success, first.ExitCode);
        _folder.Write("sub/deep/b.txt", "b");
        var status = await tool.ProcessAsync(_folder.Combine("sub/deep"), "file", "status", "-o", "json");
        Assert.Contains("sub/deep/b.txt", status.Output, StringComparison.Ordinal);
        var second = await tool.ProcessAsync(_folder.Combine("sub/deep"), "file", "sync");
        Assert.Equal((int)ExitCode.Success, second.ExitCode);
        Assert.False(Directory.Exists(_folder.Combine("sub/deep/.domino")));
        var list = await tool.ProcessAsync(_folder.Combine("sub"), "file", "list");
        Assert.Contains("sub/deep/b.txt", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_untouched_default_ignore_file_of_a_project_is_not_a_conflict()
    {
        var project = await tool.NewProjectAsync();
        _folder.Write(".dominoignore", "*.log\n");
        var run = await tool.ProcessAsync(_folder.Path, "file", "sync", "-p", project);
        Assert.Equal((int)ExitCode.Success, run.ExitCode);
        using var reader = new StreamReader(await tool.Client.Project(project).Files.OpenReadAsync(".dominoignore", cancellationToken: Ct));
        Assert.Equal("*.log\n", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task An_ignore_file_that_was_changed_is_a_conflict()
    {
        var project = await tool.NewProjectAsync();
        await tool.Client.Project(project).Files.UploadTextAsync("*.tmp\n", ".dominoignore", cancellationToken: Ct);
        _folder.Write(".dominoignore", "*.log\n");
        var run = await tool.ProcessAsync(_folder.Path, "file", "sync", "-p", project);
        Assert.Equal((int)ExitCode.Conflict, run.ExitCode);
    }

    private async Task<(string Project, string[] Command)> ProjectAsync(string kind)
    {
        var project = await tool.NewProjectAsync();
        await tool.Client.Project(project).Files.UploadTextAsync("theirs", "a.txt", cancellationToken: Ct);
        if (kind == "dataset")
        {
            await tool.Client.Project(project).Datasets.CreateAsync(new() { Name = "d" }, Ct);
            await tool.Client.Project(project).Datasets.Files.UploadAsync("d", new MemoryStream("theirs"u8.ToArray()), "a.txt", null, Ct);
        }

        return (
            project,
            kind switch
            {
                "file" => ["file", "download", "a.txt"],
                "pattern" => ["file", "download", "*.txt"],
                _ => ["dataset", "download", "d"],
            }
        );
    }

    private static string Quote(string word) => $"'{word}'";

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(_folder.Combine(name), Ct);
}
