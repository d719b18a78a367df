namespace DominoDataLab.Cli.Tests.Commands;

public sealed class FileTests(ToolFixture tool)
{
    [Fact]
    public async Task An_uploaded_file_is_downloaded_unchanged()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        var up = await tool.RunAsync("file", "upload", folder.Write("a.txt", "Straße\n"), "--as", "data/b c.txt", "-p", project);
        Assert.Equal(nameof(ExitCode.Success), up.ExitCode);
        Assert.Empty(up.Output);
        Assert.Equal($"Uploaded {folder.Combine("a.txt")} as data/b c.txt (8 bytes).\n", up.Error);

        var down = await tool.RunAsync("file", "download", "data/b c.txt", folder.Path, "-p", project, "-o", "json");
        Assert.Equal(nameof(ExitCode.Success), down.ExitCode);
        Assert.Equal(8, down.Json.GetProperty("bytesTransferred").GetInt64());
        Assert.Equal("Straße\n", await File.ReadAllTextAsync(folder.Combine("b c.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upload_without_a_target_goes_to_the_root_under_its_own_name()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        var run = await tool.RunAsync("file", "upload", folder.Write("a.txt", "x"), "-p", project, "-o", "json");
        Assert.Equal(1, run.Json.GetProperty("filesTransferred").GetInt32());
        var list = await tool.RunAsync("file", "list", "-p", project, "-o", "json");
        var row = Assert.Single(list.Json.EnumerateArray(), row => row.GetProperty("path").GetString() == "a.txt");
        Assert.Equal(1, row.GetProperty("sizeBytes").GetInt64());
        Assert.Matches("^[0-9a-f]{40}$", row.GetProperty("key").GetString());
    }

    [Fact]
    public async Task An_empty_list_is_a_success()
    {
        var project = await tool.NewProjectAsync();
        var json = await tool.RunAsync("job", "list", "-p", project, "-o", "json");
        Assert.Equal((nameof(ExitCode.Success), "[]\n", ""), (json.ExitCode, json.Output, json.Error));
        var table = await tool.RunAsync("job", "list", "-p", project);
        Assert.Equal((nameof(ExitCode.Success), "", "No jobs.\n"), (table.ExitCode, table.Output, table.Error));
    }

    [Fact]
    public async Task Upload_of_a_file_that_is_not_there_says_so_and_sends_nothing()
    {
        var run = await tool.RunAsync("file", "upload", "no-such.csv", "-p", "ada/nothing");
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.Equal("domino: The file or folder 'no-such.csv' was not found.\n", run.Error);
    }

    [Fact]
    public async Task Download_of_a_file_that_is_not_there_leaves_nothing()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        var run = await tool.RunAsync("file", "download", "no-such.csv", folder.Path, "-p", project);
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.Contains("no-such.csv", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("results/2026")]
    [InlineData("results/2026/")]
    public async Task A_folder_is_downloaded_with_its_path(string source)
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        folder.Write("results/2026/may/a.txt", "a");
        folder.Write("results/2026/b.txt", "b");
        folder.Write("results/2026x.txt", "x");
        await tool.RunAsync("file", "upload", folder.Combine("results"), "-p", project);
        var run = await tool.RunAsync("file", "download", source, folder.Combine("copy"), "-p", project);
        Assert.Equal((nameof(ExitCode.Success), "Downloaded 2 files (2 bytes).\n"), (run.ExitCode, run.Error));
        Assert.Equal(
            ["results/2026/b.txt", "results/2026/may/a.txt"],
            Directory
                .EnumerateFiles(folder.Combine("copy"), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder.Combine("copy"), file))
                .Order(StringComparer.Ordinal)
        );
        var missing = await tool.RunAsync(
            "file",
            "download",
            source.Replace("2026", "2027", StringComparison.Ordinal),
            folder.Combine("no"),
            "-p",
            project
        );
        Assert.Equal(nameof(ExitCode.NotFound), missing.ExitCode);
    }

    [Fact]
    public async Task A_folder_is_uploaded_and_a_pattern_is_downloaded()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        using var copy = new TemporaryFolder();
        folder.Write("a.csv", "1");
        folder.Write("b.txt", "22");
        var up = await tool.RunAsync("file", "upload", folder.Path + "/", "--to", "data", "-p", project);
        Assert.Equal((nameof(ExitCode.Success), "", "Uploaded 2 files (3 bytes).\n"), (up.ExitCode, up.Output, up.Error));
        Assert.Equal(
            "Uploaded 0 files (0 bytes). 2 files already in the project.\n",
            (await tool.RunAsync("file", "upload", folder.Path + "/", "--to", "data", "-p", project)).Error
        );
        var down = await tool.RunAsync("file", "download", "data/*.csv", copy.Path, "-p", project, "-o", "json");
        Assert.Equal((1, 1), (down.Json.GetProperty("filesTransferred").GetInt32(), down.Json.GetProperty("bytesTransferred").GetInt32()));
        Assert.Equal([copy.Combine("data/a.csv")], Directory.EnumerateFiles(copy.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_named()
    {
        var run = await tool.RunAsync("file", "list", "-p", "ada/nothing");
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.StartsWith("domino: The project 'ada/nothing' was not found.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_project_the_error_says_how_to_name_one()
    {
        var run = await tool.RunAsync("file", "list");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.Contains("--project owner/name", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inside_Domino_the_project_is_that_of_the_environment()
    {
        var project = (await tool.NewProjectAsync()).Split('/');
        var run = await ToolRun.StartAsync(
            ["file", "list", "-o", "json"],
            tool.ToConnect() with
            {
                Variables = new Dictionary<string, string> { ["DOMINO_PROJECT_OWNER"] = project[0], ["DOMINO_PROJECT_NAME"] = project[1] },
            }
        );
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Contains(run.Json.EnumerateArray(), row => row.GetProperty("path").GetString() == ".dominoignore");
    }
}
