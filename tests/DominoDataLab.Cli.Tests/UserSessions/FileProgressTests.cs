using DominoDataLab.Client;
using DominoDataLab.Client.Files;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>The progress of project files on a terminal, and an interruption with Ctrl+C.</summary>
public sealed class FileProgressTests(ToolFixture tool) : IDisposable
{
    private static readonly TimeSpan Hold = TimeSpan.FromHours(1);
    private static readonly int Concurrency = new ProjectUploadOptions().MaxConcurrency;
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_a_terminal_progress_is_one_line_that_is_gone_at_the_end()
    {
        var project = await tool.NewProjectAsync();
        _folder.Write("local/a.txt", "one");
        _folder.Write("local/sub/b.txt", "three");
        _folder.Write("one.txt", "four");
        await ShowsProgressAsync("2 of 2 files", "file", "upload", _folder.Combine("local/"), "-p", project);
        await ShowsProgressAsync("1 of 1 file ", "file", "upload", _folder.Combine("one.txt"), "-p", project);
        await ShowsProgressAsync("1 of 1 file ", "file", "download", "a.txt", _folder.Combine("copy.txt"), "-p", project);
        await ShowsProgressAsync("3 of 3 files", "file", "download", "**.txt", _folder.Combine("copies"), "-p", project);
        Directory.CreateDirectory(_folder.Combine("synced"));
        await ShowsProgressAsync("4 of 4 files", "file", "sync", _folder.Combine("synced"), "-p", project);
    }

    [Theory]
    [InlineData("upload", "uploaded. Run the same command to upload the rest.")]
    [InlineData("download", "downloaded. Run the same command to download the rest.")]
    [InlineData("sync", "synced. Run the same command to sync the rest.")]
    public async Task Ctrl_C_says_how_many_files_are_done_and_the_same_command_does_the_rest(string verb, string message)
    {
        var clock = new HoldingClock(Concurrency);
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                EnableFaults = true,
                TimeProvider = clock,
            },
            Ct
        );
        var files = (2 * Concurrency) + 1;
        for (var i = 0; i < files; i++)
        {
            _folder.Write($"local/{i:00}.txt", $"content {i}");
        }

        var (local, copy) = (_folder.Combine("local/"), _folder.Combine("copy"));
        var settings = new ToolSettings { Host = server.Address.AbsoluteUri, Key = server.ApiKey };
        string[] upload = ["file", "upload", local, "--to", "data", "-p", "ada/quick-start"];
        if (verb == "download")
        {
            await ToolRun.StartAsync(upload, settings);
        }

        // Every worker waits after the first file, so that file is counted.
        var route = verb == "download" ? "GET /api/projects/v1/projects" : "PUT /v1/projects/ada/quick-start/";
        server.Faults.FailNext(route, status: 0);
        server.Faults.FailNext(route, count: Concurrency, status: 0, delay: Hold);
        string[] command = verb switch
        {
            "upload" => upload,
            "download" => ["file", "download", "data/*", copy, "-p", "ada/quick-start"],
            _ => ["file", "sync", local, "--direction", "upload", "-p", "ada/quick-start"],
        };
        var run = await ToolRun.StartAsync(command, settings with { InterruptWhen = clock.Held });
        Assert.Equal((nameof(ExitCode.Interrupted), $"Interrupted. 1 file {message}\n"), (run.ExitCode, run.Error));
        Assert.Equal("", run.Output);
        server.Faults.Clear();
        var next = await ToolRun.StartAsync(command, settings);
        Assert.Equal(nameof(ExitCode.Success), next.ExitCode);
        if (verb == "download")
        {
            Assert.Equal(files, Directory.GetFiles(copy, "*", SearchOption.AllDirectories).Length);
            return;
        }

        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var list = client.Project("ada/quick-start").Files.ListAsync(verb == "upload" ? "data/" : "", cancellationToken: Ct);
        Assert.Equal(files, await list.CountAsync(file => file.Path.EndsWith(".txt", StringComparison.Ordinal), Ct));
    }

    private async Task ShowsProgressAsync(string files, params string[] args)
    {
        var run = await ToolRun.StartAsync(args, tool.ToConnect() with { ErrorWidth = 70 });
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        var states = run.Error.Split('\r').Where(state => state.Contains('%', StringComparison.Ordinal)).ToList();
        Assert.Matches($"^100%  [0-9]+ B of [0-9]+ B  {files}", states[^1]);
        Assert.All(states, state => Assert.InRange(state.Length, 0, 69));
        var last = run.Error[(run.Error.LastIndexOf(states[^1], StringComparison.Ordinal) + states[^1].Length)..];
        Assert.Matches("^\r +\r[^\r]*$", last);
    }

    /// <summary>Ends a task when the server has begun to hold a number of requests.</summary>
    private sealed class HoldingClock(int count) : TimeProvider
    {
        private readonly TaskCompletionSource _held = new();
        private int _left = count;

        public Task Held => _held.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Hold && Interlocked.Decrement(ref _left) == 0)
            {
                _held.TrySetResult();
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
