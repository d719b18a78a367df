namespace DominoDataLab.Cli.Tests.Commands;

public sealed class SyncTests(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_does_nothing_and_a_sync_does_it()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "1");
        var dry = await tool.RunAsync("file", "sync", folder.Path, "--dry-run", "-p", project);
        Assert.Equal((nameof(ExitCode.Success), ""), (dry.ExitCode, dry.Error));
        Assert.Equal(
            ["ACTION    BYTES  PATH           REASON", "download", "upload        1  a.txt          added here"],
            dry.Output.TrimEnd().Split('\n').Select((line, i) => i == 1 ? line[..8] : line)
        );
        Assert.Equal([folder.Combine("a.txt")], Directory.GetFileSystemEntries(folder.Path));

        var run = await tool.RunAsync("file", "sync", folder.Path, "-p", project);
        Assert.Equal((nameof(ExitCode.Success), dry.Output), (run.ExitCode, run.Output));
        Assert.StartsWith("Uploaded 1, downloaded 1, removed 0 from the project, deleted 0 here (", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Combine(".dominoignore")));
        var again = await tool.RunAsync("file", "sync", folder.Path, "-p", project);
        Assert.Equal((nameof(ExitCode.Success), "", "Nothing to do.\n"), (again.ExitCode, again.Output, again.Error));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("status")]
    [InlineData("diff")]
    public async Task A_file_in_place_of_the_folder_is_refused(string command)
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "1");
        var run = await tool.RunAsync("file", command, folder.Combine("a.txt"), "-p", project);
        Assert.Equal(
            (nameof(ExitCode.Usage), "", $"domino: '{folder.Combine("a.txt")}' is a file. Name a folder.\n"),
            (run.ExitCode, run.Output, run.Error)
        );
    }

    [Fact]
    public async Task A_conflict_has_its_own_exit_code_and_a_policy_resolves_it()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "mine");
        await tool.Client.Project(project).Files.UploadAsync([1], "a.txt", cancellationToken: Ct);
        var refused = await tool.RunAsync("file", "sync", folder.Path, "-p", project, "-o", "json");
        Assert.Equal(nameof(ExitCode.Conflict), refused.ExitCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, refused.Json.GetProperty("result").ValueKind);
        Assert.Contains(
            refused.Json.GetProperty("actions").EnumerateArray(),
            action => action.GetProperty("action").GetString() == "conflict" && action.GetProperty("path").GetString() == "a.txt"
        );
        Assert.Equal(nameof(ExitCode.Conflict), (await tool.RunAsync("file", "sync", folder.Path, "--dry-run", "-p", project)).ExitCode);

        var settled = await tool.RunAsync(
            "file",
            "sync",
            folder.Path,
            "--conflicts",
            "keep-local",
            "--direction",
            "upload",
            "-p",
            project,
            "-o",
            "json"
        );
        Assert.Equal(nameof(ExitCode.Success), settled.ExitCode);
        Assert.Equal(1, settled.Json.GetProperty("result").GetProperty("uploaded").GetInt32());
        Assert.Equal(
            await tool.Client.Project(project).Files.GetHeadAsync(Ct),
            settled.Json.GetProperty("result").GetProperty("commitId").GetString()
        );
    }

    [Fact]
    public async Task Status_tells_of_both_sides_and_diff_of_a_commit()
    {
        var project = await tool.NewProjectAsync();
        var files = tool.Client.Project(project).Files;
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "1");
        folder.Write("b.txt", "1");
        await files.SyncAsync(folder.Path, null, Ct);
        var first = await files.GetHeadAsync(Ct);
        folder.Write("a.txt", "22");
        await files.DeleteAsync(["b.txt"], Ct);
        var status = await tool.RunAsync("file", "status", folder.Path, "-p", project);
        Assert.Equal(["HERE     PROJECT  PATH", "changed           a.txt", "         deleted  b.txt"], status.Output.TrimEnd().Split('\n'));
        var diff = await tool.RunAsync("file", "diff", folder.Path, "-p", project, "-o", "json");
        Assert.Equal(
            ["a.txt changed", "b.txt added"],
            diff.Json.EnumerateArray().Select(row => $"{row.GetProperty("path")} {row.GetProperty("here")}")
        );
        var old = await tool.RunAsync("file", "diff", folder.Path, "--commit", first, "-p", project, "-o", "json");
        Assert.Equal("a.txt", Assert.Single(old.Json.EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Deletions_are_made_on_request()
    {
        var project = await tool.NewProjectAsync();
        var files = tool.Client.Project(project).Files;
        using var folder = new TemporaryFolder();
        await files.SyncAsync(folder.Path, null, Ct);
        File.Delete(folder.Combine(".dominoignore"));
        Assert.StartsWith("ACTION", (await tool.RunAsync("file", "sync", folder.Path, "-p", project)).Output, StringComparison.Ordinal);
        Assert.Single(await files.ListAsync("", null, Ct).ToListAsync(Ct));
        Assert.Contains(
            "removed 1 from the project",
            (await tool.RunAsync("file", "sync", folder.Path, "--delete", "-p", project)).Error,
            StringComparison.Ordinal
        );
        Assert.Empty(await files.ListAsync("", null, Ct).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("deep/a.log", "line 2 of .dominoignore: *.log", 2)]
    [InlineData(".git", "'.git' is always ignored", 0)]
    [InlineData("a.txt", "nothing", null)]
    public async Task The_line_that_ignores_a_path_is_shown(string path, string by, int? line)
    {
        using var folder = new TemporaryFolder();
        folder.Write(".dominoignore", "# remark\n*.log\n");
        var run = await tool.RunAsync("file", "ignored", path, "--folder", folder.Path);
        Assert.Equal(
            (line is null ? nameof(ExitCode.Error) : nameof(ExitCode.Success), $"Path:       {path}\nIgnored by: {by}\n"),
            (run.ExitCode, run.Output)
        );
        var json = (await tool.RunAsync("file", "ignored", path, "--folder", folder.Path, "-o", "json")).Json;
        Assert.Equal(
            (line is not null, line),
            (
                json.GetProperty("ignored").GetBoolean(),
                json.GetProperty("line") is { ValueKind: System.Text.Json.JsonValueKind.Number } number ? number.GetInt32() : (int?)null
            )
        );
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("file", "sync", "no-such-folder", "-p", project);
        Assert.Equal((nameof(ExitCode.NotFound), "domino: The folder 'no-such-folder' was not found.\n"), (run.ExitCode, run.Error));
    }
}
