using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Files;

/// <summary>
/// Repositories are packed in the background. Nothing is lost by concurrent reads and writes, or if the server is killed.
/// </summary>
public sealed class PackingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private LocalDomino _server = null!;
    private TestApi _api = null!;
    private TestProject _project = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Repository => Path.Combine(_folder, "data", "repositories", _project.Id + ".git");

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        _project = await _api.NewProjectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_idle_repository_is_packed_and_holds_what_it_held()
    {
        var commits = new List<string>();
        for (var number = 0; number < 40; number++)
        {
            await _project.PutAsync($"folder{number % 3}/file{number % 20}", Content(number));
            commits.Add(await _project.HeadAsync());
        }

        var listing = await _project.FilesAsync();
        await PackAsync();
        Assert.Equal(listing, await _project.FilesAsync());
        Assert.Equal(41, (await _project.CommitsAsync()).Count);
        for (var number = 0; number < 40; number++)
        {
            Assert.Equal(Content(number), await _project.ReadAsync($"folder{number % 3}/file{number % 20}", commits[number]));
        }

        // What is packed can be checked out, changed and forked.
        var job = await _project.RunAsync("cat folder0/file0 >copy; rm folder1/file1\n");
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Equal(await _project.ReadAsync("folder0/file0"), await _project.ReadAsync("copy"));
        await PackAsync();
        Assert.Equal(await _project.ReadAsync("folder0/file0"), await _project.ReadAsync("copy"));
    }

    [Fact]
    public async Task A_content_that_is_packed_is_not_stored_again()
    {
        await _project.PutAsync("a", "the same");
        await PackAsync();
        await _project.PutAsync("b", "the same");
        Assert.Equal("the same", await _project.ReadAsync("b"));

        // A commit and a tree, but no blob.
        Assert.Equal(2, Loose().Count);
    }

    [Fact]
    public async Task Packs_are_merged_so_that_there_are_few()
    {
        for (var round = 0; round < 8; round++)
        {
            await _project.PutAsync("file", Content(round));
            await PackAsync();
        }

        await UntilAsync(() => Packs().Count <= 3, "The packs are not merged.");
        Assert.Equal(9, (await _project.CommitsAsync()).Count);
        foreach (var commit in (await _project.CommitsAsync())[..8])
        {
            Assert.StartsWith("line 0 of", await _project.ReadAsync("file", commit), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_packed_repository_is_about_as_small_as_git_makes_it()
    {
        Assert.SkipUnless(
            Array.Exists(["/usr/bin/git", "/usr/local/bin/git"], File.Exists),
            "Compares with git, which this machine has not."
        );
        for (var number = 0; number < 300; number++)
        {
            await _project.PutAsync($"folder{number % 7}/file{number}", Content(number));
        }

        await PackAsync();
        await UntilAsync(() => Packs().Count == 1, "The packs are not merged.");
        var copy = Path.Combine(_folder, "copy.git");
        await GitAsync("clone", "--bare", "--no-hardlinks", "--quiet", Repository, copy);
        await GitAsync("-C", Repository, "fsck", "--full", "--strict");
        await GitAsync("-C", copy, "gc", "--quiet", "--aggressive");
        Assert.InRange(SizeOf(Path.Combine(Repository, "objects")), 1, 2 * SizeOf(Path.Combine(copy, "objects")));
    }

    [Fact]
    public async Task A_large_file_stays_loose_and_can_be_read()
    {
        var content = new byte[17_000_000];
        new Random(1).NextBytes(content);
        using (var body = new ByteArrayContent(content))
        using (await _project.PutAsync("large.bin", body)) { }

        await _project.PutAsync("small", "small");
        await PackAsync(left: 1);
        var path = $"/api/projects/v1/projects/{_project.Id}/files/{await _project.HeadAsync()}/large.bin/content";
        Assert.Equal(content, await _api.Http.GetByteArrayAsync(new Uri(path, UriKind.Relative), Ct));
    }

    [Fact]
    public async Task Readers_writers_and_forks_are_not_affected_by_packing()
    {
        using var end = new CancellationTokenSource();
        var ticking = Task.Run(
            async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    // Every tick finds the repositories idle, so that one is packed at any moment.
                    _time.Advance(TimeSpan.FromSeconds(20));
                    await Task.Delay(TimeSpan.FromMilliseconds(5), Ct);
                }
            },
            Ct
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async client =>
                {
                    for (var turn = 0; turn < 25; turn++)
                    {
                        await _project.PutAsync($"client{client}/{turn % 5}", Content((client * 100) + turn));
                        Assert.Equal(Content((client * 100) + turn), await _project.ReadAsync($"client{client}/{turn % 5}"));
                    }
                })
        );
        var fork = await _api.PostAsync($"/v4/projects/{_project.Id}/fork", new JsonObject { ["name"] = "forked" });
        await end.CancelAsync();
        await ticking;
        Assert.Equal(151, (await _project.CommitsAsync()).Count);
        Assert.Equal(31, (await _project.FilesAsync()).Count);
        var commits = await _api.GetAsync($"/v4/projects/{fork["id"]}/commits");
        Assert.Equal(151, commits.AsArray().Count);
    }

    [Fact]
    public async Task What_a_killed_server_left_of_packing_is_set_right()
    {
        await _project.PutAsync("file", Content(1));
        var loose = Loose().ToDictionary(file => file, File.ReadAllBytes);
        await PackAsync();
        var pack = Packs().Single();
        await _server.DisposeAsync();

        // Killed while it wrote a pack, between a pack and its index, and before the loose objects were removed.
        Directory.CreateDirectory(Path.Combine(Repository, "packing"));
        await File.WriteAllTextAsync(Path.Combine(Repository, "packing", "pack_git2_half"), "half", Ct);
        var half = Path.Combine(Repository, "objects", "pack", $"pack-{new string('0', 40)}.pack");
        await File.WriteAllTextAsync(half, "half", Ct);
        foreach (var (file, content) in loose)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content, Ct);
        }

        _api.Dispose();
        await StartAsync();
        using (var reply = await _api.Http.GetAsync(new Uri($"{_project.Path}/commits", UriKind.Relative), Ct))
        {
            Assert.Equal(2, JsonNode.Parse(await reply.Content.ReadAsStringAsync(Ct))!.AsArray().Count);
        }

        Assert.False(Directory.Exists(Path.Combine(Repository, "packing")));
        Assert.False(File.Exists(half));
        await PackAsync();
        Assert.Equal([pack], Packs());
    }

    private async Task StartAsync()
    {
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions { DataFolder = Path.Combine(_folder, "data"), TimeProvider = _time },
            Ct
        );
        _api = new TestApi(_server);
    }

    /// <summary>Lets the project be idle until only large files are loose.</summary>
    private Task PackAsync(int left = 0) => UntilAsync(() => Loose().Count == left, "The repository is not packed.");

    private async Task UntilAsync(Func<bool> reached, string message)
    {
        var patience = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), message);
            _time.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }
    }

    private List<string> Loose() =>
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(Repository, "objects"), "??")
                .SelectMany(folder =>
                {
                    try
                    {
                        return Directory.GetFiles(folder);
                    }
                    catch (DirectoryNotFoundException)
                    {
                        // It was removed as empty just now.
                        return [];
                    }
                }),
        ];

    private List<string> Packs() =>
        Directory.Exists(Path.Combine(Repository, "objects", "pack"))
            ? [.. Directory.EnumerateFiles(Path.Combine(Repository, "objects", "pack"), "*.idx")]
            : [];

    private static string Content(int number) =>
        string.Concat(Enumerable.Range(0, 20).Select(line => string.Create(CultureInfo.InvariantCulture, $"line {line} of {number}\n")));

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static async Task GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardError = true })!;
        var errors = await git.StandardError.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        Assert.True(git.ExitCode == 0, errors);
    }
}
