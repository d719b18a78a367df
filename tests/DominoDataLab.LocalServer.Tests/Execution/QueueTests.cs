using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

public sealed class QueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_waits_says_why_and_is_stopped_without_having_run()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1 }, Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo running\nsleep 1000\n");
        var first = await project.StartAsync("job.sh");
        await api.LineAsync(first, "running");
        string second = await project.StartAsync("job.sh"),
            third = await project.StartAsync("job.sh");
        Assert.Equal(
            "1 job is before it in the queue; at most 1 run at once on this server.",
            (await api.JobAsync(third))["queuedJobHistoryDetails"]!["explanation"]!.GetValue<string>()
        );
        Assert.Null((await api.JobAsync(first))["queuedJobHistoryDetails"]);
        await project.StopAsync(second);
        var stopped = await api.JobAsync(second);
        Assert.Equal("Stopped", stopped["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Null(stopped["stageTime"]!["runStartTime"]);
        Assert.Empty(await api.LogAsync(second));
        await project.StopAsync(first);
        await api.LineAsync(third, "running");
    }

    [Fact]
    public async Task A_job_goes_through_every_status_in_order()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1 }, Ct);
        using var api = new TestApi(server);
        var gates = Directory.CreateTempSubdirectory();
        try
        {
            string Gate(string name) => $"until [ -e '{gates.FullName}/{name}' ]; do sleep 0.02; done\n";
            void Open(string name) => File.WriteAllText(Path.Combine(gates.FullName, name), "");

            var project = await api.NewProjectAsync();
            await project.PutAsync("first.sh", Gate("first"));
            await project.PutAsync("job.sh", Gate("run") + "head -c 50000000 /dev/urandom >result\n");
            var environment = await api.NewEnvironmentAsync(preSetup: Gate("prepare"), postRun: "");
            var first = await project.StartAsync("first.sh");
            await StatusAsync(api, first, "Running");
            var id = await project.StartAsync("job.sh", environment: environment);

            // Each gate holds the job in one status until the test has seen it. Compressing the result takes much longer than a poll.
            await StatusAsync(api, id, "Queued");
            Open("first");
            await StatusAsync(api, id, "Preparing");
            Open("prepare");
            await StatusAsync(api, id, "Running");
            Open("run");
            await StatusAsync(api, id, "Finishing");
            await StatusAsync(api, id, "Succeeded");
        }
        finally
        {
            gates.Delete(true);
        }
    }

    [Fact]
    public async Task A_stopped_clock_delays_nothing_and_gives_every_time()
    {
        var clock = new StoppedClock(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { TimeProvider = clock, StopGracePeriod = TimeSpan.FromMilliseconds(100) },
            Ct
        );
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "trap '' TERM\necho one\necho two\nwhile :; do sleep 0.1; done\n");
        var id = await project.StartAsync("job.sh");
        await api.LineAsync(id, "two");
        await project.StopAsync(id);
        var job = await api.EndOfAsync(id);
        Assert.Equal("Stopped", job["statuses"]!["executionStatus"]!.GetValue<string>());
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal((now, now, now), (Time(job, "submissionTime"), Time(job, "runStartTime"), Time(job, "completedTime")));
        var page = await api.GetAsync($"/v4/jobs/{id}/logsWithProblemSuggestions");
        var times = page["logset"]!["logContent"]!.AsArray().Select(line => line!["timestamp"]!.GetValue<long>()).ToList();
        Assert.Equal(times.Order().Distinct(), times);
        Assert.Equal(now * 1_000_000, times[0]);
    }

    [Theory]
    [InlineData("", "Small", 1, 1.0, "it has no id")]
    [InlineData("a", " ", 1, 1.0, "it has no name")]
    [InlineData("a", "Small", 0, 1.0, "0 cores")]
    [InlineData("a", "Small", 1, 0.0, "0 GiB")]
    [InlineData("a", "Small", 1, double.NaN, "NaN GiB")]
    [InlineData("first", "Small", 1, 1.0, "another tier has the same id")]
    [InlineData("a", "First", 1, 1.0, "another tier has the same name")]
    public async Task A_hardware_tier_that_makes_no_sense_is_refused_at_the_start(
        string id,
        string name,
        int cores,
        double memory,
        string reason
    )
    {
        var options = new LocalDominoOptions { HardwareTiers = [new("first", "First", 1, 1), new(id, name, cores, memory)] };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => LocalDomino.StartAsync(options, Ct));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static long Time(JsonNode job, string stage) => job["stageTime"]![stage]!.GetValue<long>();

    /// <summary>A clock of a test that never moves it; its timers never ring.</summary>
    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();

        private sealed class Silent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>Waits for a status. The job must not skip it: a gate keeps the job there.</summary>
    private static async Task StatusAsync(TestApi api, string id, string status) =>
        await Eventually.GetAsync(
            async () => (await api.JobAsync(id))["statuses"]!["executionStatus"]!.GetValue<string>(),
            seen => seen == status,
            $"the job to be {status}"
        );
}
