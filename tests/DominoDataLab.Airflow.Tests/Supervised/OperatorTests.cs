using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>The operators from end to end: supervisor, published bundle, local server, real jobs.</summary>
public sealed class OperatorTests(DominoServer server) : IClassFixture<DominoServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_runs_with_its_log_live_and_its_result_in_XCom()
    {
        var domino = await server.NewRunAsync(
            $"echo first line; {OperatorRun.WaitForRelease}; echo last line; mkdir -p results; echo 1 > results/r.txt"
        );
        await using var run = domino.Airflow.Start(domino.Start());
        await TestAirflow.WaitForLogAsync(run, "first line");
        Assert.DoesNotContain(run.Record.Log, record => record.Text("event") == "last line");
        domino.Release();
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("success", outcome.State);
        Assert.Contains("last line", outcome.Events);
        var job = Assert.Single(await domino.JobsAsync());
        var result = domino.Result();
        Assert.Equal((job.Id, "Succeeded"), (result.Text("run_id"), result.Text("status")));
        Assert.False(string.IsNullOrEmpty(result.Text("output_commit_id")));
        Assert.Contains(job.Id, result.Text("url"), StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.TaskLog, record => record.ToJsonString().Contains(server.ApiKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(1, "up_for_retry")]
    public async Task A_failed_job_fails_the_task_with_its_log(int retries, string state)
    {
        var domino = await server.NewRunAsync("echo the reason >&2; exit 3");
        var outcome = await domino.Airflow.RunAsync(domino.Start() with { Retries = retries });

        Assert.Equal(state, outcome.State);
        Assert.Contains("the reason", outcome.Events);
        Assert.Contains(outcome.TaskLog, record => record.Text("level") == "error");
    }

    [Theory]
    [InlineData("project", "domino/no-such-project")]
    [InlineData("project", null)]
    [InlineData("command", "[]")]
    [InlineData("tier", "\"no such tier\"")]
    [InlineData("poll_freq", "\"often\"")]
    [InlineData("on_kill", "\"explode\"")]
    [InlineData("api_key", "\"not-a-valid-key\"")]
    public async Task Wrong_input_fails_without_a_retry(string name, string? value)
    {
        var domino = await server.NewRunAsync("echo never");
        var input =
            value is null ? null
            : value.StartsWith('[') || value.StartsWith('"') ? JsonNode.Parse(value)
            : JsonValue.Create(value);
        var outcome = await domino.Airflow.RunAsync(domino.Start((name, input)) with { Retries = 3 });

        Assert.Equal("failed", outcome.State);
        Assert.Empty(await domino.JobsAsync());
    }

    [Fact]
    public async Task A_connection_of_Airflow_gives_host_and_key_and_is_masked()
    {
        var domino = await server.NewRunAsync("echo done");
        domino.Airflow.State.AddConnection(
            "domino_default",
            "generic",
            server.Address.Host,
            password: server.ApiKey,
            schema: "http",
            port: server.Address.Port
        );
        var outcome = await domino.Airflow.RunAsync(domino.Start(("host", null), ("api_key", null)));

        Assert.Equal("success", outcome.State);
        Assert.DoesNotContain(outcome.TaskLog, record => record.ToJsonString().Contains(server.ApiKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_task_that_is_stopped_before_its_job_starts_starts_none()
    {
        var domino = await server.NewRunAsync("echo never");
        await using var run = domino.Airflow.Start(domino.Start(("startup_delay", 300)));
        await run.Record.WaitForRequestAsync(
            exchange => exchange.Request.Text("type") == "MaskSecret",
            "mask of the key",
            TestAirflow.Limit
        );
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        AssertLeft(outcome);
        Assert.Empty(await domino.JobsAsync());
    }

    [Theory]
    [InlineData("stop", "Stopped")]
    [InlineData("stop_and_discard", "Stopped")]
    [InlineData("leave", "Succeeded")]
    public async Task A_task_that_is_stopped_while_its_job_runs_stops_it_or_leaves_it(string choice, string status)
    {
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}");
        await using var run = domino.Airflow.Start(domino.Start(("on_kill", choice)));
        await TestAirflow.WaitForLogAsync(run, "up");
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        AssertLeft(outcome);
        if (choice == "leave")
        {
            domino.Release();
        }

        Assert.Equal(status, await EndOfOnlyJobAsync(domino));
    }

    [Fact]
    public async Task A_task_that_is_stopped_while_its_job_is_queued_stops_it()
    {
        var domino = await server.NewRunAsync(OperatorRun.WaitForRelease);
        var blocker = await server.NewRunAsync(OperatorRun.WaitForRelease);
        var blockers = new List<TaskRun>();
        try
        {
            for (var i = 0; i < 2; i++)
            {
                blockers.Add(blocker.Airflow.Start(blocker.Start() with { RunId = $"blocker {i}" }));
                await TestAirflow.WaitForLogAsync(blockers[i], "Started job");
            }

            await using var run = domino.Airflow.Start(domino.Start());
            await TestAirflow.WaitForLogAsync(run, "Started job");
            run.Terminate("failed");
            AssertLeft(await TestAirflow.FinishAsync(run));
            Assert.Equal("Stopped", await EndOfOnlyJobAsync(domino));
        }
        finally
        {
            blocker.Release();
            foreach (var one in blockers)
            {
                await TestAirflow.FinishAsync(one);
                await one.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_task_that_is_stopped_while_its_job_finishes_leaves_in_time()
    {
        var domino = await server.NewRunAsync("echo finishing");
        await using var run = domino.Airflow.Start(domino.Start());
        await TestAirflow.WaitForLogAsync(run, "finishing");
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        AssertLeft(outcome);
        Assert.True(await EndOfOnlyJobAsync(domino) is "Succeeded" or "Stopped");
    }

    [Fact]
    public async Task A_task_that_lost_its_supervisor_stops_its_job()
    {
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}");
        await using var run = domino.Airflow.Start(domino.Start());
        await TestAirflow.WaitForLogAsync(run, "up");
        run.CloseLogs();
        run.CloseComm();
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.Equal("Stopped", await EndOfOnlyJobAsync(domino));
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_does_not_fail_the_task()
    {
        await using var gate = new TcpGate(server.Address);
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}; echo back");
        await using var run = domino.Airflow.Start(domino.Start(("host", gate.Address)));
        await TestAirflow.WaitForLogAsync(run, "up");
        await gate.CloseAsync();
        domino.Release();

        // The job ends meanwhile; the task learns of it when the server is back.
        Assert.Equal("Succeeded", await EndOfOnlyJobAsync(domino));
        await Task.Delay(OutageTime(), Ct);
        gate.Open();
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("success", outcome.State);
        Assert.Contains("back", outcome.Events);
    }

    [Fact]
    public async Task A_second_try_attaches_to_the_job_of_the_first()
    {
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}; echo end");
        var start = domino.Start(("on_kill", "leave")) with { Retries = 1 };
        await using (var first = domino.Airflow.Start(start))
        {
            await TestAirflow.WaitForLogAsync(first, "up");
            first.Terminate("up_for_retry");
            AssertLeft(await TestAirflow.FinishAsync(first));
        }

        await using var second = domino.Airflow.Start(start with { TryNumber = 2, Id = Guid.CreateVersion7().ToString() });
        await TestAirflow.WaitForLogAsync(second, "Attached to job");
        domino.Release();
        var outcome = await TestAirflow.FinishAsync(second);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("success", outcome.State);
        Assert.Equal(Assert.Single(await domino.JobsAsync()).Id, domino.Result().Text("run_id"));
    }

    [Fact]
    public async Task Twenty_thousand_lines_of_a_job_arrive_in_order()
    {
        var domino = await server.NewRunAsync("seq -f 'line %06g' 20000");
        var outcome = await domino.Airflow.RunAsync(domino.Start());

        Assert.Equal("success", outcome.State);
        Assert.Equal(
            Enumerable.Range(1, 20_000).Select(i => $"line {i:D6}"),
            outcome.Events.Where(text => text.StartsWith("line ", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("reschedule", "up_for_reschedule")]
    [InlineData("defer", "deferred")]
    public async Task A_task_waits_without_a_process(string mode, string state)
    {
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}; echo end");
        var start = domino.Start(("wait_mode", mode));
        var outcome = await domino.Airflow.RunAsync(start);
        Assert.Equal(state, outcome.State);
        domino.Release();
        for (var wakes = 1; outcome.State == state; wakes++)
        {
            var kept = outcome.TerminalMessages[0];
            outcome = await domino.Airflow.RunAsync(
                start with
                {
                    RescheduleCount = mode == "defer" ? 0 : wakes,
                    NextMethod = kept.Text("next_method"),
                    NextArguments = kept["next_kwargs"]?.DeepClone() as JsonObject,
                }
            );
        }

        Assert.Equal("success", outcome.State);
        Assert.Contains("end", outcome.Events);
        Assert.Equal(Assert.Single(await domino.JobsAsync()).Id, domino.Result().Text("run_id"));
    }

    [Fact]
    public async Task A_time_limit_of_its_own_stops_the_job()
    {
        var domino = await server.NewRunAsync($"echo up; {OperatorRun.WaitForRelease}");
        var outcome = await domino.Airflow.RunAsync(domino.Start(("max_poll_time", 2)));

        Assert.Equal("failed", outcome.State);
        Assert.Equal("Stopped", await EndOfOnlyJobAsync(domino));
    }

    [Fact]
    public async Task The_Spark_operator_runs_a_job()
    {
        var domino = await server.NewRunAsync("echo spark");
        var outcome = await domino.Airflow.RunAsync(domino.Start(("command", "job.sh")) with { DagId = "domino_spark_job" });

        Assert.Equal("success", outcome.State);
        Assert.Contains("spark", outcome.Events);
    }

    /// <summary>30 s in CI, as Airflow's users see; a moment otherwise.</summary>
    private static TimeSpan OutageTime() =>
        Environment.GetEnvironmentVariable("AIRFLOW_OUTAGE_SECONDS") is { Length: > 0 } seconds
            ? TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture))
            : TimeSpan.FromSeconds(3);

    private static void AssertLeft(TaskOutcome outcome)
    {
        TestAirflow.AssertSound(outcome);
        Assert.False(outcome.WasKilled, outcome.ToString());
        Assert.True(outcome.LeftAfter < TimeSpan.FromSeconds(5), $"{outcome.LeftAfter}");
    }

    private static async Task<string> EndOfOnlyJobAsync(OperatorRun domino)
    {
        var job = Assert.Single(await domino.JobsAsync());
        return (await domino.Client.Jobs.WaitForCompletionAsync(job.Id, new WaitOptions { Timeout = TestAirflow.Limit }, Ct)).Status.Value;
    }
}
