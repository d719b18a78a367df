using System.Text.Json;
using DominoDataLab.Client;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Cli.Tests.Commands;

public sealed class DatasetTests(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dataset_is_created_and_listed()
    {
        var project = await tool.NewProjectAsync();
        var created = await tool.RunAsync("dataset", "create", "prices", "-p", project, "--description", "Of wheat", "-o", "json");
        Assert.Equal(nameof(ExitCode.Success), created.ExitCode);
        var list = await tool.RunAsync("dataset", "list", "-p", project, "-o", "json");
        var row = Assert.Single(list.Json.EnumerateArray(), row => row.GetProperty("name").GetString() == "prices");
        Assert.Equal(
            (created.Json.GetProperty("id").GetString(), "Of wheat"),
            (row.GetProperty("id").GetString(), row.GetProperty("description").GetString())
        );
        var again = await tool.RunAsync("dataset", "create", "prices", "-p", project);
        Assert.Equal(nameof(ExitCode.Conflict), again.ExitCode);
        Assert.StartsWith("domino: There is already a dataset 'prices'.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_goes_up_and_comes_down_as_it_was()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        var up = await tool.RunAsync(
            "dataset",
            "upload",
            "d",
            Source(folder),
            "-p",
            project,
            "--relative-to",
            Source(folder),
            "--to",
            "in",
            "--exclude",
            "*.tmp",
            "--exclude",
            "no/*",
            "-o",
            "json"
        );
        Assert.Equal((nameof(ExitCode.Success), ""), (up.ExitCode, up.Error));
        Assert.Equal((2, 6), (up.Json.GetProperty("filesTransferred").GetInt32(), up.Json.GetProperty("bytesTransferred").GetInt32()));
        var list = await tool.RunAsync("dataset", "files", $"{project}/d", "in", "-o", "json");
        Assert.Equal(
            ["in/a b.csv", "in/sub"],
            list.Json.EnumerateArray().Select(row => row.GetProperty("path").GetString()!).Order(StringComparer.Ordinal)
        );
        var down = await tool.RunAsync("dataset", "download", "d", folder.Combine("copy"), "-p", project, "--from", "/in/");
        Assert.Equal(nameof(ExitCode.Success), down.ExitCode);
        Assert.Equal(["Files:       2", "Transferred: 6 B"], down.Lines[..2]);
        Assert.Equal(["a b.csv:one", "sub/c.csv:two"], Read(folder.Combine("copy")));
    }

    [Fact]
    public async Task A_file_comes_down_alone_into_a_folder()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await tool.RunAsync("dataset", "upload", "d", Source(folder), "-p", project, "--relative-to", Source(folder));
        var down = await tool.RunAsync("dataset", "download", "d", folder.Combine("copy"), "-p", project, "--from", "sub/c.csv");
        Assert.Equal(nameof(ExitCode.Success), down.ExitCode);
        Assert.Equal(["c.csv:two"], Read(folder.Combine("copy")));
        var missing = await tool.RunAsync("dataset", "download", "d", folder.Combine("none"), "-p", project, "--from", "sub/z.csv");
        Assert.Equal(nameof(ExitCode.NotFound), missing.ExitCode);
        Assert.Contains("sub/z.csv", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quoted_pattern_chooses_files()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        var pattern = Path.Combine(Source(folder), "**/*.csv");
        var up = await tool.RunAsync("dataset", "upload", "d", pattern, "-p", project, "-o", "json");
        Assert.Equal(2, up.Json.GetProperty("filesTransferred").GetInt32());
    }

    [Theory]
    [InlineData("skip", 3, 1, 0, "old")]
    [InlineData("overwrite", 4, 0, 0, "one")]
    [InlineData("rename", 4, 0, 1, "old")]
    public async Task An_existing_file_is_handled_by_the_policy(string policy, int sent, int skipped, int renamed, string there)
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "a b.csv", "old");
        string[] upload = ["dataset", "upload", "d", Source(folder), "-p", project, "--relative-to", Source(folder), "-o", "json"];
        var refused = await tool.RunAsync(upload);
        Assert.Equal((nameof(ExitCode.Conflict), ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            "domino: The dataset already has a file 'a b.csv'. Nothing was stored. Use --if-exists skip, overwrite or rename.\n",
            refused.Error
        );
        Assert.Single((await tool.RunAsync("dataset", "files", "d", "-p", project, "-o", "json")).Json.EnumerateArray());

        var run = await tool.RunAsync([.. upload, "--if-exists", policy]);
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Equal((sent, skipped, renamed), (Number(run, "filesTransferred"), Number(run, "filesSkipped"), Number(run, "filesRenamed")));
        Assert.Equal(there, await ReadAsync(project, "a b.csv"));
    }

    [Fact]
    public async Task A_file_on_this_machine_is_kept_or_refused_if_asked()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "a.txt", "theirs");
        Directory.CreateDirectory(folder.Combine("copy"));
        var mine = folder.Write("copy/a.txt", "mine");
        var refused = await tool.RunAsync("dataset", "download", "d", folder.Combine("copy"), "-p", project, "--if-exists", "fail");
        Assert.Equal(nameof(ExitCode.Conflict), refused.ExitCode);
        Assert.Contains(mine, refused.Error, StringComparison.Ordinal);
        var skipped = await tool.RunAsync(
            "dataset",
            "download",
            "d",
            folder.Combine("copy"),
            "-p",
            project,
            "--if-exists",
            "skip",
            "-o",
            "json"
        );
        Assert.Equal((0, 1), (Number(skipped, "filesTransferred"), Number(skipped, "filesSkipped")));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, Ct));
        await tool.RunAsync("dataset", "download", "d", folder.Combine("copy"), "-p", project, "--if-exists", "overwrite");
        Assert.Equal("theirs", await File.ReadAllTextAsync(mine, Ct));
    }

    [Fact]
    public async Task Upload_of_what_is_not_there_says_so()
    {
        var run = await tool.RunAsync("dataset", "upload", "d", "no-such-folder", "-p", "ada/nothing");
        Assert.Equal(
            (nameof(ExitCode.NotFound), "domino: The file or folder 'no-such-folder' was not found.\n"),
            (run.ExitCode, run.Error)
        );
    }

    [Fact]
    public async Task A_dataset_that_is_not_there_is_named_with_those_that_are()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        var run = await tool.RunAsync("dataset", "upload", "nothing", folder.Path, "-p", project);
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.StartsWith(
            $"domino: The dataset 'nothing' was not found. The project has: {project.Split('/')[1]}",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Invalid value '8MB' for --chunk-size. Use a size from 64KiB to 1GiB, such as 8MiB.", "--chunk-size", "8MB")]
    [InlineData("Invalid value '1KiB' for --chunk-size. Use", "--chunk-size", "1KiB")]
    [InlineData("Invalid value '9999999999GiB' for --chunk-size. Use", "--chunk-size", "9999999999GiB")]
    [InlineData("Invalid value '0' for --concurrency. Use a whole number from 1 to 256.", "--concurrency", "0")]
    [InlineData("Invalid value 'ignore' for --if-exists. Use fail, skip, overwrite or rename.", "--if-exists", "ignore")]
    public async Task An_invalid_transfer_option_is_named_with_the_valid_values(string message, params string[] option)
    {
        var run = await tool.RunAsync(["dataset", "upload", "d", ".", "-p", "ada/p", .. option]);
        Assert.Equal((nameof(ExitCode.Usage), ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_chunk_size_can_have_a_unit()
    {
        using var folder = new TemporaryFolder();
        using var recording = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.Combine("large"), new byte[(128 << 10) + 1], Ct);
        await using (
            var server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", RecordExchangesTo = recording.Path }, Ct)
        )
        {
            await ToolRun.StartAsync(["dataset", "create", "d", "-p", "ada/quick-start"], Settings(server));
            var run = await ToolRun.StartAsync(
                ["dataset", "upload", "d", folder.Path, "-p", "ada/quick-start", "--chunk-size", "64 kib"],
                Settings(server)
            );
            Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        }

        var chunks = Directory
            .GetFiles(recording.Path)
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains("resumableChunkSize=65536", StringComparison.Ordinal));
        Assert.Equal(3, chunks.Count());
    }

    [Fact]
    public async Task On_a_terminal_progress_is_one_line_that_is_gone_at_the_end()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        var run = await ToolRun.StartAsync(
            ["dataset", "upload", "d", Source(folder), "-p", project],
            tool.ToConnect() with
            {
                ErrorWidth = 60,
            }
        );
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);

        // How many reports come before the last one is a matter of time.
        Assert.StartsWith("100%  12 B of 12 B  4 of 4 files  ", run.Error.Split('\r')[^3], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', run.Error);
        Assert.DoesNotContain('\e', run.Error);
        Assert.All(run.Error.Split('\r'), line => Assert.InRange(line.Length, 0, 59));
        Assert.Equal("", run.Error.Split('\r')[^1]);
        Assert.Matches("^ +$", run.Error.Split('\r')[^2]);
    }

    [Fact]
    public async Task Without_a_terminal_there_is_no_progress()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        Assert.Equal("", (await tool.RunAsync("dataset", "upload", "d", Source(folder), "-p", project)).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_upload_stores_nothing_and_can_be_kept_for_the_next(bool keep)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.Combine("large"), new byte[10 * (64 << 10)], Ct);
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", EnableFaults = true }, Ct);
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var id = (await client.Project("ada/quick-start").Datasets.CreateAsync(new() { Name = "d" }, Ct)).Id;
        server.Faults.FailNext("POST /v4/datasetrw/datasets", count: 5, status: 0);
        server.Faults.FailNext("POST /v4/datasetrw/datasets", status: 0, delay: TimeSpan.FromHours(1));
        string[] upload = ["dataset", "upload", id, folder.Path, "--chunk-size", "64KiB", "--concurrency", "1", "-o", "json"];
        var uploads = Path.Combine(server.DataFolder, "datasets", id, "uploads");
        var run = await ToolRun.StartAsync(
            [.. upload, .. keep ? ["--keep"] : (string[])[]],
            Settings(server) with
            {
                InterruptWhen = ChunksAsync(uploads, 4),
            }
        );
        Assert.Equal((nameof(ExitCode.Interrupted), ""), (run.ExitCode, run.Output));
        Assert.Equal(
            keep
                ? "Interrupted. Run the same command to resume.\n"
                : "Interrupted. Nothing was stored. If the upload was being finalized, rerun the command to complete it.\n",
            run.Error
        );
        Assert.Empty(await client.Datasets.Files.ListAsync(id, cancellationToken: Ct).ToListAsync(Ct));
        server.Faults.Clear();
        var next = await ToolRun.StartAsync(upload, Settings(server));

        // The fifth may have been on its way.
        Assert.InRange(Number(next, "bytesResumed"), keep ? 4 * (64 << 10) : 0, keep ? 5 * (64 << 10) : 0);
        Assert.Equal(10 * (64 << 10), Number(next, "bytesResumed") + Number(next, "bytesTransferred"));
    }

    [Fact]
    public async Task An_interrupted_download_resumes()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.Combine("large"), new byte[10 * (64 << 10)], Ct);
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", EnableFaults = true }, Ct);
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var id = (await client.Project("ada/quick-start").Datasets.CreateAsync(new() { Name = "d" }, Ct)).Id;
        await client.Datasets.Files.UploadAsync(id, folder.Combine("large"), new() { RelativeTo = folder.Path }, Ct);
        server.Faults.FailNext("GET /v4/datasetrw/snapshot", count: 4, status: 0);
        server.Faults.FailNext("GET /v4/datasetrw/snapshot", status: 0, delay: TimeSpan.FromHours(1));
        string[] download =
        [
            "dataset",
            "download",
            id,
            folder.Combine("copy"),
            "--chunk-size",
            "64KiB",
            "--concurrency",
            "1",
            "-o",
            "json",
        ];
        var run = await ToolRun.StartAsync(download, Settings(server) with { InterruptWhen = ChunksAsync(folder.Combine("copy"), 4) });
        Assert.Equal(
            (nameof(ExitCode.Interrupted), "", "Interrupted. Complete files were kept. Run the same command to resume.\n"),
            (run.ExitCode, run.Output, run.Error)
        );
        Assert.False(File.Exists(folder.Combine("copy/large")));
        server.Faults.Clear();
        var next = await ToolRun.StartAsync(download, Settings(server));
        Assert.InRange(Number(next, "bytesResumed"), 3 * (64 << 10), 4 * (64 << 10));
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.Combine("large"), Ct),
            await File.ReadAllBytesAsync(folder.Combine("copy/large"), Ct)
        );
    }

    [Fact]
    public async Task A_snapshot_is_made_tagged_listed_and_restored()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "sub/a.txt", "before");
        var created = await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--tag", "prod", "-o", "json");
        Assert.Equal((nameof(ExitCode.Success), "Active"), (created.ExitCode, created.Json.GetProperty("status").GetString()));
        var id = created.Json.GetProperty("id").GetString();
        var list = await tool.RunAsync("dataset", "snapshot", "list", "d", "-p", project, "-o", "json");
        var row = Assert.Single(list.Json.EnumerateArray());
        Assert.Equal(
            (id, 1, "prod"),
            (
                row.GetProperty("id").GetString(),
                row.GetProperty("version").GetInt32(),
                Assert.Single(row.GetProperty("tags").EnumerateArray()).GetString()
            )
        );
        await UploadTextAsync(project, "sub/b.txt", "after");
        var restored = await tool.RunAsync("dataset", "snapshot", "restore", "d", "prod", folder.Combine("copy"), "-p", project);
        Assert.Equal(nameof(ExitCode.Success), restored.ExitCode);
        Assert.Equal(["sub/a.txt:before"], Read(folder.Combine("copy")));
        var byId = await tool.RunAsync("dataset", "files", "d", "sub", "--snapshot", id!, "-p", project, "-o", "json");
        Assert.Equal("sub/a.txt", Assert.Single(byId.Json.EnumerateArray()).GetProperty("path").GetString());
        var missing = await tool.RunAsync("dataset", "snapshot", "restore", "d", "test", folder.Combine("none"), "-p", project);
        Assert.Equal(
            (
                nameof(ExitCode.NotFound),
                "domino: The snapshot 'test' was not found. To list the snapshots of the dataset, run: domino dataset snapshot list d\n"
            ),
            (missing.ExitCode, missing.Error)
        );
    }

    [Fact]
    public async Task A_snapshot_can_be_named_by_its_version()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "a.txt", "first");
        await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--wait");
        await UploadTextAsync(project, "b.txt", "second");
        var second = (await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--wait", "-o", "json")).Json;
        var id = second.GetProperty("id").GetString();
        var tagged = await tool.RunAsync("dataset", "snapshot", "tag", "d", "2", "good", "-p", project);
        Assert.Equal((nameof(ExitCode.Success), $"Snapshot {id} has the tag 'good'.\n"), (tagged.ExitCode, tagged.Error));
        var files = await tool.RunAsync("dataset", "files", "d", "--snapshot", "1", "-p", project, "-o", "json");
        Assert.Equal("a.txt", Assert.Single(files.Json.EnumerateArray()).GetProperty("path").GetString());
        await tool.RunAsync("dataset", "snapshot", "restore", "d", "1", folder.Combine("copy"), "-p", project);
        Assert.Equal(["a.txt:first"], Read(folder.Combine("copy")));
        var missing = await tool.RunAsync("dataset", "snapshot", "tag", "d", "3", "bad", "-p", project);
        Assert.Equal(
            (
                nameof(ExitCode.NotFound),
                "domino: The snapshot '3' was not found. To list the snapshots of the dataset, run: domino dataset snapshot list d\n"
            ),
            (missing.ExitCode, missing.Error)
        );
    }

    [Fact]
    public async Task A_tag_moves_only_if_asked_and_no_snapshot_is_made_for_one_that_is_taken()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "a.txt", "a");
        var first = (await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--tag", "prod", "-o", "json"))
            .Json.GetProperty("id")
            .GetString()!;
        var refused = await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--tag", "prod");
        Assert.Equal(
            (nameof(ExitCode.Conflict), $"domino: There is already a tag 'prod'. Snapshot {first} has it. To move it, use --move-tag.\n"),
            (refused.ExitCode, refused.Error)
        );
        Assert.Single(await SnapshotsAsync(project));
        var second = (await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--tag", "prod", "--move-tag", "-o", "json"))
            .Json.GetProperty("id")
            .GetString();
        Assert.Equal(
            [second],
            (await SnapshotsAsync(project))
                .Where(row => row.GetProperty("tags").GetArrayLength() > 0)
                .Select(row => row.GetProperty("id").GetString())
        );
        Assert.Equal(
            nameof(ExitCode.Conflict),
            (await tool.RunAsync("dataset", "snapshot", "tag", "d", first, "prod", "-p", project)).ExitCode
        );
        var moved = await tool.RunAsync("dataset", "snapshot", "tag", "d", first, "prod", "-p", project, "--move-tag");
        Assert.Equal((nameof(ExitCode.Success), $"Snapshot {first} has the tag 'prod'.\n"), (moved.ExitCode, moved.Error));
        Assert.Equal(
            [first],
            (await SnapshotsAsync(project))
                .Where(row => row.GetProperty("tags").GetArrayLength() > 0)
                .Select(row => row.GetProperty("id").GetString())
        );
    }

    [Fact]
    public async Task A_snapshot_may_be_of_some_paths_and_need_not_be_waited_for()
    {
        var (project, folder) = await NewAsync();
        using var own = folder;
        await UploadTextAsync(project, "in/a.txt", "a");
        await UploadTextAsync(project, "out/b.txt", "b");
        var created = await tool.RunAsync(
            "dataset",
            "snapshot",
            "create",
            "d",
            "in",
            "-p",
            project,
            "--wait",
            "--timeout",
            "100",
            "-o",
            "json"
        );
        Assert.Equal(nameof(ExitCode.Success), created.ExitCode);
        var files = await tool.RunAsync(
            "dataset",
            "files",
            "d",
            "-p",
            project,
            "--snapshot",
            created.Json.GetProperty("id").GetString()!,
            "-o",
            "json"
        );
        Assert.Equal("in", Assert.Single(files.Json.EnumerateArray()).GetProperty("path").GetString());
        var quick = await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "-o", "json");
        Assert.Equal((nameof(ExitCode.Success), "", 2), (quick.ExitCode, quick.Error, Number(quick, "version")));
        var nowhere = await tool.RunAsync("dataset", "snapshot", "create", "d", "-p", project, "--move-tag");
        Assert.Equal(
            (nameof(ExitCode.Usage), "domino: --move-tag needs --tag, such as --tag prod --move-tag.\n"),
            (nowhere.ExitCode, nowhere.Error)
        );
    }

    private static ToolSettings Settings(LocalDomino server) => new() { Host = server.Address.AbsoluteUri, Key = server.ApiKey };

    private static int Number(ToolRun run, string name) => run.Json.GetProperty(name).GetInt32();

    private static string Source(TemporaryFolder folder) => folder.Combine("source");

    private static List<string> Read(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => $"{Path.GetRelativePath(folder, file)}:{File.ReadAllText(file)}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Waits until a folder holds a number of chunks.</summary>
    private static Task ChunksAsync(string folder, int count)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = 0,
        };
        return Eventually.HoldsAsync(
            () =>
                Directory.Exists(folder)
                && Directory
                    .EnumerateFiles(folder, "*", options)
                    .Sum(file => new FileInfo(file) is { Exists: true } there ? there.Length : 0)
                    >= count * (64L << 10),
            $"{count} chunks to arrive"
        );
    }

    /// <summary>A project with a dataset <c>d</c>, and a folder with <c>source</c> in it: four files of three bytes.</summary>
    private async Task<(string Project, TemporaryFolder Folder)> NewAsync()
    {
        var project = await tool.NewProjectAsync();
        await tool.Client.Project(project).Datasets.CreateAsync(new() { Name = "d" }, Ct);
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("source/sub"));
        Directory.CreateDirectory(folder.Combine("source/no"));
        folder.Write("source/a b.csv", "one");
        folder.Write("source/sub/c.csv", "two");
        folder.Write("source/sub/d.tmp", "tmp");
        folder.Write("source/no/e.txt", "not");
        return (project, folder);
    }

    private async Task UploadTextAsync(string project, string path, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await tool.Client.Project(project).Datasets.Files.UploadAsync("d", content, path, cancellationToken: Ct);
    }

    private async Task<string> ReadAsync(string project, string path)
    {
        using var reader = new StreamReader(
            await tool.Client.Project(project).Datasets.Files.OpenReadAsync("d", path, cancellationToken: Ct)
        );
        return await reader.ReadToEndAsync(Ct);
    }

    private async Task<List<JsonElement>> SnapshotsAsync(string project) =>
        [.. (await tool.RunAsync("dataset", "snapshot", "list", "d", "-p", project, "-o", "json")).Json.EnumerateArray()];
}
