namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>The files that an upload sends and their names at the target, by the rule of cp -r.</summary>
public sealed class UploadSourceTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("dataset")]
    public async Task Two_files_keep_their_names(string noun)
    {
        Write("a.csv", "sub/b.csv");
        Assert.Equal(["a.csv", "b.csv"], await UploadAsync(noun, "a.csv", "sub/b.csv"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dataset")]
    public async Task Several_files_go_to_a_folder(string noun)
    {
        Write("a.csv", "b.csv", "c.csv");
        Assert.Equal(["in/x/a.csv", "in/x/b.csv", "in/x/c.csv"], await UploadAsync(noun, "a.csv", "b.csv", "c.csv", "--to", "/in/x/"));
    }

    [Theory]
    [InlineData("file", "reports", "reports/a reports/sub/b")]
    [InlineData("file", "reports/", "a sub/b")]
    [InlineData("file", "./reports/.", "a sub/b")]
    [InlineData("file", "reports/sub", "sub/b")]
    [InlineData("dataset", "reports", "reports/a reports/sub/b")]
    [InlineData("dataset", "reports/", "a sub/b")]
    [InlineData("dataset", "./reports/.", "a sub/b")]
    [InlineData("dataset", "reports/sub", "sub/b")]
    [InlineData("dataset", "reports/sub/b", "b")]
    [InlineData("dataset", "reports/**/b", "sub/b")]
    public async Task A_folder_keeps_its_name_and_with_a_slash_it_stands_for_its_contents(string noun, string source, string expected)
    {
        Write("reports/a", "reports/sub/b");
        Assert.Equal(expected.Split(' '), await UploadAsync(noun, source));
        Assert.Equal(expected.Split(' ').Select(path => "in/" + path), await UploadAsync(noun, source, "--to", "in"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dataset")]
    public async Task Two_sources_with_one_name_are_refused(string noun)
    {
        Write("a/x", "b/x");
        var (project, command) = await CommandAsync(noun);
        var run = await tool.ProcessAsync(_folder.Path, [.. command, "a/x", "b/x", "-p", project]);
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Contains("would both be stored as 'x'", run.Error, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(noun, project));
    }

    [Fact]
    public async Task The_old_form_with_a_target_path_is_explained()
    {
        Write("a.csv");
        var run = await tool.ProcessAsync(_folder.Path, "file", "upload", "a.csv", "data/b.csv", "-p", "ada/quick-start");
        Assert.Equal(
            (
                (int)ExitCode.NotFound,
                "domino: The file or folder 'data/b.csv' was not found. To choose the path in the project, use"
                    + " --as data/b.csv or --to FOLDER.\n"
            ),
            (run.ExitCode, run.Error)
        );
    }

    [Fact]
    public async Task The_ignored_files_of_the_project_are_left_out_of_the_upload_of_a_subfolder()
    {
        Write("reports/a.csv", "reports/a.log", "reports/secret/b.csv");
        _folder.Write(".dominoignore", "*.log\nreports/secret\n");
        Assert.Equal(["reports/a.csv"], await UploadAsync("file", "reports"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dataset")]
    public async Task What_cannot_be_sent_is_named_and_the_exit_code_tells_it(string noun)
    {
        Write("in/a");
        var (project, command) = await CommandAsync(noun);
        var links = noun == "file" ? "ln -s nothing in/dangling; ln -s loop in/loop;" : "";
        var run = await tool.ShellAsync(
            _folder.Path,
            $"printf x > $'in/bad\\xff'; mkdir $'in/dir\\xff'; printf x > $'in/dir\\xff/f'; mkdir other; ln -s ../other in/folder; {links} "
                + $"$DOMINO {string.Join(' ', command)} in -p {project}; code=$?; rm -rf $'in/dir\\xff' $'in/bad\\xff'; exit $code"
        );
        Assert.Equal((int)ExitCode.Error, run.ExitCode);
        Assert.Contains("bad\uFFFD': its name is not valid UTF-8.", run.Error, StringComparison.Ordinal);
        Assert.Contains("dir\uFFFD': its name is not valid UTF-8.", run.Error, StringComparison.Ordinal);
        Assert.Contains("folder': it is a symbolic link to a folder.", run.Error, StringComparison.Ordinal);
        if (noun == "file")
        {
            Assert.Contains("dangling': it is a symbolic link to a file that does not exist.", run.Error, StringComparison.Ordinal);
            Assert.Contains("loop': it is a symbolic link to a file that does not exist.", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(["in/a"], await ListAsync(noun, project));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dataset")]
    public async Task A_tree_that_is_too_deep_for_a_path_is_named(string noun)
    {
        var (project, command) = await CommandAsync(noun);
        var run = await tool.ShellAsync(
            _folder.Path,
            "mkdir in; (cd in; name=$(printf 'd%.0s' {1..200}); for i in {1..24}; do mkdir $name && cd -P"
                + " $name || exit 9; done; echo x > f); "
                + $"$DOMINO {string.Join(' ', command)} in -p {project}; code=$?; "
                + "(cd in; for i in {1..24}; do cd -P $name d* 2>/dev/null; done); rm -rf in; exit $code"
        );
        Assert.Equal((int)ExitCode.Error, run.ExitCode);
        Assert.Contains("ddd", run.Error, StringComparison.Ordinal);
        Assert.Contains("too long", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("startIndex", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_without_a_match_is_not_found()
    {
        Write("a.csv");
        var (project, command) = await CommandAsync("dataset");
        var run = await tool.ProcessAsync(_folder.Path, [.. command, "*.txt", "-p", project]);
        Assert.Equal(((int)ExitCode.NotFound, "domino: No file matches '*.txt'.\n"), (run.ExitCode, run.Error));
        var filtered = await tool.ProcessAsync(_folder.Path, [.. command, ".", "--include", "*.txt", "-p", project]);
        Assert.Equal((int)ExitCode.NotFound, filtered.ExitCode);
    }

    private void Write(params string[] paths)
    {
        foreach (var path in paths)
        {
            _folder.Write(path, path);
        }
    }

    private async Task<(string Project, string[] Command)> CommandAsync(string noun)
    {
        var project = await tool.NewProjectAsync();
        if (noun == "file")
        {
            return (project, ["file", "upload"]);
        }

        await tool.Client.Project(project).Datasets.CreateAsync(new() { Name = "d" }, TestContext.Current.CancellationToken);
        return (project, ["dataset", "upload", "d"]);
    }

    private async Task<IEnumerable<string>> UploadAsync(string noun, params string[] args)
    {
        var (project, command) = await CommandAsync(noun);
        var run = await tool.ProcessAsync(_folder.Path, [.. command, .. args, "-p", project]);
        Assert.Equal(((int)ExitCode.Success, ""), (run.ExitCode, noun == "file" ? run.Output : run.Error));
        var stored = await ListAsync(noun, project);
        foreach (var path in stored)
        {
            var original = Directory.EnumerateFiles(_folder.Path, Path.GetFileName(path), SearchOption.AllDirectories).Single();
            Assert.Equal(
                await File.ReadAllTextAsync(original, TestContext.Current.CancellationToken),
                await ReadAsync(noun, project, path)
            );
        }

        return stored;
    }

    private async Task<List<string>> ListAsync(string noun, string project)
    {
        if (noun == "file")
        {
            var list = await tool.RunAsync("file", "list", "-p", project, "-o", "json");
            return [.. Paths(list).Where(path => path != ".dominoignore")];
        }

        var paths = new List<string>();
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var list = await tool.RunAsync("dataset", "files", "d", folder, "-p", project, "-o", "json");
            foreach (var row in list.Json.EnumerateArray())
            {
                var path = row.GetProperty("path").GetString()!;
                if (row.GetProperty("isFolder").GetBoolean())
                {
                    folders.Push(path);
                }
                else
                {
                    paths.Add(path);
                }
            }
        }

        return [.. paths.Order(StringComparer.Ordinal)];
    }

    private async Task<string> ReadAsync(string noun, string project, string path)
    {
        var files = tool.Client.Project(project);
        await using var content =
            noun == "file"
                ? await files.Files.OpenReadAsync(path, cancellationToken: TestContext.Current.CancellationToken)
                : await files.Datasets.Files.OpenReadAsync("d", path, cancellationToken: TestContext.Current.CancellationToken);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Paths(ToolRun run) =>
        run.Json.EnumerateArray().Select(row => row.GetProperty("path").GetString()!).Order(StringComparer.Ordinal);
}
