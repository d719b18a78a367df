using DominoDataLab.Client.Datasets;
using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.Cli.Tests;

/// <summary>
/// Transfers of files that the user may not read, or to places that the user may not write. With the permission, the same command
/// completes.
/// </summary>
public sealed class DeniedTests(ToolFixture domino) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Source => _folder.Combine("source");

    private string Copy => _folder.Combine("copy");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("source", "source/sub/b")]
    [InlineData("source/sub/b", "source/sub/b")]
    [InlineData("source", "source/sub")]
    [InlineData("source/sub", "source/sub")]
    [InlineData("source/sub/b", "source/sub")]
    [InlineData("source/*/b", "source/sub")]
    public async Task An_upload_of_what_may_not_be_read_names_it_and_stores_nothing(string given, string denied)
    {
        var (project, dataset) = await FillAsync();
        string[] command =
        [
            "dataset",
            "upload",
            "d",
            _folder.Combine(given),
            "--relative-to",
            Source,
            "-p",
            project,
            "--chunk-size",
            "64KiB",
        ];
        using (FileModes.Close(_folder.Combine(denied)))
        {
            await RefusedAsync(_folder.Combine(denied), command);
        }

        Assert.Empty(Files(Head(dataset)));
        Assert.Empty(Sessions(dataset));
        await DoneAsync(command);
        Assert.Equal(given == "source" ? ["a", "large", "sub/b"] : ["sub/b"], Files(Head(dataset)));
        Assert.All(
            Files(Head(dataset)),
            path => Assert.Equal(File.ReadAllBytes(Path.Combine(Source, path)), File.ReadAllBytes(Path.Combine(Head(dataset), path)))
        );
        Assert.Empty(Sessions(dataset));
    }

    [Theory]
    [InlineData("sub", "sub/b", null)]
    [InlineData("sub", "sub/b", "of before")]
    [InlineData("", "large", null)]
    [InlineData("", "large", "of before")]
    public async Task A_download_to_where_nothing_may_be_written_names_the_file_and_leaves_what_was_there(
        string folder,
        string path,
        string? before
    )
    {
        var (project, dataset) = await FillAsync();
        await domino.Client.Datasets.Files.UploadAsync(dataset, Source, new() { RelativeTo = Source }, Ct);
        Directory.CreateDirectory(Path.Combine(Copy, folder));
        if (before is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(Copy, path), before, Ct);
        }

        string[] command =
        [
            "dataset",
            "download",
            "d",
            Copy,
            "--include",
            path,
            "-p",
            project,
            "--chunk-size",
            "64KiB",
            "--if-exists",
            "overwrite",
        ];
        using (FileModes.Protect(Path.Combine(Copy, folder)))
        {
            await RefusedAsync($"'{Path.Combine(Copy, path)}' can't be written", command);
        }

        Assert.Equal(before is null ? [] : [path], Files(Copy));
        Assert.All(Files(Copy), file => Assert.Equal(before, File.ReadAllText(Path.Combine(Copy, file))));
        await DoneAsync(command);
        Assert.Equal([path], Files(Copy));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(Source, path), Ct),
            await File.ReadAllBytesAsync(Path.Combine(Copy, path), Ct)
        );
    }

    [Fact]
    public async Task A_download_into_a_folder_that_may_not_be_made_names_it()
    {
        var (project, dataset) = await FillAsync();
        await domino.Client.Datasets.Files.UploadAsync(dataset, Source, new() { RelativeTo = Source }, Ct);
        Directory.CreateDirectory(Copy);
        string[] command = ["dataset", "download", "d", Path.Combine(Copy, "new"), "-p", project];
        using (FileModes.Protect(Copy))
        {
            await RefusedAsync(Path.Combine(Copy, "new"), command);
        }

        Assert.Empty(Files(Copy));
        await DoneAsync(command);
        Assert.Equal(["new/a", "new/large", "new/sub/b"], Files(Copy));
    }

    [Fact]
    public async Task A_download_into_a_folder_that_may_be_written_but_not_listed_works()
    {
        var (project, dataset) = await FillAsync();
        await domino.Client.Datasets.Files.UploadAsync(dataset, Source, new() { RelativeTo = Source }, Ct);
        Directory.CreateDirectory(Copy);
        using (FileModes.Hide(Copy))
        {
            await DoneAsync("dataset", "download", "d", Copy, "-p", project, "--chunk-size", "64KiB");
        }

        Assert.Equal(["a", "large", "sub/b"], Files(Copy));
    }

    [Fact]
    public async Task Where_no_journal_can_be_kept_an_upload_says_so_and_works()
    {
        var (project, dataset) = await FillAsync();
        Directory.CreateDirectory(_folder.Combine("cache"));
        using (FileModes.Protect(_folder.Combine("cache")))
        {
            Assert.Contains(
                "has no journal",
                await DoneAsync("dataset", "upload", "d", Source, "--relative-to", Source, "-p", project),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(["a", "large", "sub/b"], Files(Head(dataset)));
        Assert.Empty(Files(_folder.Combine("cache")));
    }

    [Fact]
    public async Task An_upload_works_although_the_disk_of_the_journals_is_full()
    {
        await using var disk = await SmallDisk.MountAsync("size=8k");
        Directory.CreateSymbolicLink(_folder.Combine("cache"), disk.Folder);
        var (project, dataset) = await FillAsync();
        var names = Enumerable.Range(0, 200).Select(number => $"many/{number:000}").ToList();
        Directory.CreateDirectory(Path.Combine(Source, "many"));
        await Task.WhenAll(names.Select(name => File.WriteAllTextAsync(Path.Combine(Source, name), name, Ct)));
        await DoneAsync("dataset", "upload", "d", Source, "--relative-to", Source, "-p", project);
        Assert.Equal(["a", "large", .. names, "sub/b"], Files(Head(dataset)));
        Assert.Empty(Files(disk.Folder));
    }

    [Theory]
    [InlineData("source/sub/b", "source/sub/b")]
    [InlineData("source/sub/b", "source/sub")]
    [InlineData("source", "source/sub/b")]
    [InlineData("source", "source/sub")]
    public async Task A_project_gets_no_file_that_may_not_be_read(string given, string denied)
    {
        var (project, _) = await FillAsync();
        string[] command =
            given == "source"
                ? ["file", "upload", Source + "/", "--to", "up", "-p", project]
                : ["file", "upload", _folder.Combine(given), "--as", "up/sub/b", "-p", project];
        using (FileModes.Close(_folder.Combine(denied)))
        {
            await RefusedAsync(_folder.Combine(denied), command);
        }

        Assert.DoesNotContain("up/sub/b", await InProjectAsync(project));
        await DoneAsync(command);
        Assert.Contains("up/sub/b", await InProjectAsync(project));
    }

    [Theory]
    [InlineData("source/sub/b")]
    [InlineData("source/sub")]
    public async Task A_sync_of_what_may_not_be_read_names_it_and_removes_nothing_for_it(string denied)
    {
        var (project, _) = await FillAsync();
        string[] command = ["file", "sync", Source, "-p", project, "--delete"];
        await DoneAsync(command);
        await File.WriteAllTextAsync(Path.Combine(Source, "sub", "b"), "changed", Ct);
        using (FileModes.Close(_folder.Combine(denied)))
        {
            await RefusedAsync(_folder.Combine(denied), command);
        }

        Assert.Contains("sub/b", await InProjectAsync(project));
        await DoneAsync(command);
        await using var sent = await domino.Client.Project(project).Files.OpenReadAsync("sub/b", null, Ct);
        using var reader = new StreamReader(sent);
        Assert.Equal("changed", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task A_sync_to_where_nothing_may_be_written_names_the_file_and_does_the_rest()
    {
        var (project, _) = await FillAsync();
        await DoneAsync("file", "upload", Source + "/", "-p", project);
        Directory.CreateDirectory(Copy);
        string[] command = ["file", "sync", Copy, "-p", project];
        await DoneAsync(command);
        await File.WriteAllTextAsync(Path.Combine(Source, "a"), "changed", Ct);
        await File.WriteAllTextAsync(Path.Combine(Source, "sub", "b"), "changed", Ct);
        await DoneAsync("file", "upload", Source + "/", "-p", project);
        using (FileModes.Protect(Path.Combine(Copy, "sub")))
        {
            await RefusedAsync($"'{Path.Combine(Copy, "sub", "b")}' can't be written", command);
        }

        Assert.Equal(
            ("changed", "two"),
            (await File.ReadAllTextAsync(Path.Combine(Copy, "a"), Ct), await File.ReadAllTextAsync(Path.Combine(Copy, "sub", "b"), Ct))
        );
        await DoneAsync(command);
        Assert.Equal("changed", await File.ReadAllTextAsync(Path.Combine(Copy, "sub", "b"), Ct));
    }

    [Fact]
    public async Task A_file_of_a_project_that_may_not_be_written_here_is_named_and_stays_as_it_was()
    {
        var (project, _) = await FillAsync();
        await DoneAsync("file", "upload", Source + "/", "-p", project);
        Directory.CreateDirectory(Copy);
        var target = Path.Combine(Copy, "a");
        await File.WriteAllTextAsync(target, "of before", Ct);
        string[] command = ["file", "download", "a", target, "-p", project, "--if-exists", "overwrite"];
        using (FileModes.Protect(Copy))
        {
            await RefusedAsync($"'{target}' can't be written", command);
        }

        Assert.Equal("of before", await File.ReadAllTextAsync(target, Ct));
        await DoneAsync(command);
        Assert.Equal(["a"], Files(Copy));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Source, "a"), Ct), await File.ReadAllTextAsync(target, Ct));
    }

    private async Task<(string Project, string DatasetId)> FillAsync()
    {
        // This comes first, because it may skip the test.
        await FileModes.CommandAsync();
        Directory.CreateDirectory(Path.Combine(Source, "sub"));
        await File.WriteAllTextAsync(Path.Combine(Source, "a"), "one", Ct);
        await File.WriteAllBytesAsync(Path.Combine(Source, "large"), [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))], Ct);
        await File.WriteAllTextAsync(Path.Combine(Source, "sub", "b"), "two", Ct);
        var project = await domino.NewProjectAsync();
        return (project, (await domino.Client.Project(project).Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct)).Id);
    }

    /// <summary>Runs a command that fails with this text in the last line of its messages.</summary>
    private async Task RefusedAsync(string says, string[] command)
    {
        var (exitCode, output, error) = await RunAsync(command);
        Assert.True(exitCode == (int)ExitCode.Error, $"{exitCode}: {output}{error}");
        Assert.Contains(says, error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private async Task<string> DoneAsync(params string[] command)
    {
        var (exitCode, _, error) = await RunAsync(command);
        Assert.True(exitCode == (int)ExitCode.Success, error);
        return error;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] command)
    {
        var variables = new Dictionary<string, string>
        {
            ["DOMINO_API_HOST"] = domino.Server.Address.AbsoluteUri,
            ["DOMINO_USER_API_KEY"] = domino.Server.ApiKey,
            ["XDG_CACHE_HOME"] = _folder.Combine("cache"),
        };
        using var tool = await ToolProcess.StartBoundByModesAsync(command, variables);
        return await tool.EndAsync();
    }

    private string Head(string dataset) => Path.Combine(domino.Server.DataFolder, "datasets", dataset, "head");

    private IEnumerable<string> Sessions(string dataset)
    {
        var uploads = Path.Combine(domino.Server.DataFolder, "datasets", dataset, "uploads");
        return Directory.Exists(uploads) ? Directory.EnumerateFileSystemEntries(uploads) : [];
    }

    private async Task<List<string>> InProjectAsync(string project) =>
        await domino.Client.Project(project).Files.ListAsync("", null, Ct).Select(file => file.Path).ToListAsync(Ct);

    private static List<string> Files(string folder) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                    .Select(file => Path.GetRelativePath(folder, file))
                    .Order(StringComparer.Ordinal),
            ];
}
