using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Tests;

/// <summary>The supervisor reacts to processes as sections 2.5 and 2.6 of the protocol say.</summary>
public sealed class SupervisorTests
{
    private static readonly string Success = Frame(
        1,
        new JsonObject
        {
            ["type"] = "SucceedTask",
            ["state"] = "success",
            ["end_date"] = "2026-11-23T20:38:22.374000Z",
            ["task_outlets"] = new JsonArray(),
            ["outlet_events"] = new JsonArray(),
        }
    );

    private static readonly string Failure = Frame(1, new JsonObject { ["type"] = "TaskState", ["state"] = "failed" });
    private static readonly string Variable = Frame(2, new JsonObject { ["type"] = "GetVariable", ["key"] = "v" });

    [Fact]
    public async Task A_reported_success_is_the_state()
    {
        var outcome = await RunAsync("read", Success, "read");

        Assert.Equal("success", outcome.State);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("9301c0c0", outcome.Events[^1]);
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(1, "up_for_retry")]
    public async Task An_exit_without_a_message_fails(int retries, string state)
    {
        var outcome = await RunAsync(retries, "read", "exit:0");

        Assert.Equal(state, outcome.State);
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(1, "up_for_retry")]
    public async Task A_reported_failure_counts_only_after_exit_code_0(int retries, string state)
    {
        var outcome = await RunAsync(retries, "read", Failure, "read", "exit:7");

        Assert.Equal(state, outcome.State);
        Assert.Equal("failed", (await RunAsync(retries, "read", Failure, "read")).State);
    }

    [Fact]
    public async Task A_success_counts_after_any_exit_code()
    {
        var outcome = await RunAsync("read", Success, "read", "exit:7");

        Assert.Equal("success", outcome.State);
    }

    [Theory]
    [InlineData("frame:c1ffff")]
    [InlineData("frame:8100c0")]
    [InlineData("frame:9200c0c0")]
    [InlineData("frame:92a130c0")]
    [InlineData("frame:920081a474797065a1ff")]
    [InlineData("log:123")]
    [InlineData("""log:{"event":"no level"}""")]
    [InlineData("""log:{"event":"a key","level":"info","msg":"x"}""")]
    [InlineData("""log:{"event":"a date","level":"info","timestamp":"yesterday"}""")]
    public async Task A_fatal_frame_or_line_closes_the_connection(string step)
    {
        var outcome = await RunAsync("read", step, "wait", Success, "exit:1");

        Assert.NotNull(outcome.SupervisorDied);
        Assert.Equal("failed", outcome.State);
        Assert.Empty(outcome.TerminalMessages);
    }

    [Theory]
    [InlineData("log:no JSON")]
    [InlineData("log:")]
    [InlineData("""log:{"event":"x","level":"verbose"}""")]
    [InlineData("""log:{"event":"\ud800","level":"info"}""")]
    [InlineData("""log:{"event":"x","level":"info"} {}""")]
    [InlineData("""log:{"event":NaN,"level":"info"}""")]
    [InlineData("logs:efbbbf7b7d0a")]
    public async Task A_malformed_line_is_dropped(string step)
    {
        var outcome = await RunAsync("read", step, Success, "read");

        Assert.Single(outcome.DroppedLines);
        Assert.Null(outcome.SupervisorDied);
        Assert.Equal("success", outcome.State);
    }

    [Fact]
    public async Task A_message_that_cannot_be_decoded_gets_no_reply()
    {
        var unknown = Frame(5, new JsonObject { ["type"] = "NoSuchMessage" });
        var incomplete = Frame(
            6,
            new JsonObject
            {
                ["type"] = "PutVariable",
                ["key"] = "k",
                ["value"] = "v",
            }
        );
        var outcome = await RunAsync("read", unknown, incomplete, "frame:9207c0", Variable, "read", Success, "read");

        Assert.Equal(3, outcome.MessageFlaws.Count);
        Assert.Equal(
            ["2", "1"],
            outcome.Exchanges.Where(exchange => exchange.Reply is not null).Select(exchange => exchange.Id.ToJsonString())
        );
        Assert.Equal("success", outcome.State);
    }

    [Fact]
    public async Task A_frame_without_content_is_the_last_one_that_is_read()
    {
        var outcome = await RunAsync("read", "raw:00000000", Success, "exit:6");

        Assert.Empty(outcome.Exchanges);
        Assert.Equal("failed", outcome.State);
    }

    [Fact]
    public async Task A_process_that_ends_before_it_connects_leaves_an_empty_task_log()
    {
        await using var run = TaskRun.Start(
            new BundleCommand("/bin/sh", "-c", "echo why >&2; exit 2"),
            new TaskStart { DagId = "d", TaskId = "t" },
            new AirflowState()
        );
        var outcome = await run.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("process exited with 2 before connecting", outcome.StartFailure);
        Assert.Empty(outcome.TaskLog);
        Assert.Equal("why", outcome.StandardError.Trim());
        Assert.Equal("failed", outcome.State);
    }

    [Fact]
    public async Task A_process_that_does_not_connect_is_terminated()
    {
        var options = new SupervisorOptions { StartupTimeout = TimeSpan.FromSeconds(0.5) };
        await using var run = TaskRun.Start(
            new BundleCommand("/bin/sh", "-c", "exec sleep 60"),
            new TaskStart { DagId = "d", TaskId = "t" },
            new AirflowState(),
            options
        );
        var outcome = await run.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("process did not connect within timeout", outcome.StartFailure);
        Assert.Equal(-15, outcome.ExitCode);
    }

    [Fact]
    public async Task A_process_that_stays_after_its_report_is_terminated()
    {
        var outcome = await RunAsync(0, new SupervisorOptions { Overtime = TimeSpan.FromSeconds(0.5) }, "read", Success, "wait");

        Assert.Equal(-15, outcome.ExitCode);
        Assert.Equal("success", outcome.State);
    }

    [Fact]
    public async Task A_child_that_keeps_standard_output_open_holds_the_slot()
    {
        var options = new SupervisorOptions { SocketCleanup = TimeSpan.FromSeconds(1) };
        var outcome = await RunAsync(0, options, "child", "read", Success, "read");

        Assert.Contains("Process exited with open sockets; cleaning up after timeout", outcome.Events);
        Assert.Equal("success", outcome.State);
    }

    [Fact]
    public async Task A_process_that_ignores_SIGTERM_is_killed()
    {
        var options = new SupervisorOptions { KillAfter = TimeSpan.FromSeconds(0.5) };
        await using var run = TaskRun.Start(
            Raw("ignore-term", "read", "log:{\"event\":\"up\",\"level\":\"info\"}", "wait"),
            new TaskStart { DagId = "d", TaskId = "t" },
            new AirflowState(),
            options
        );
        await run.Record.WaitForLogAsync(record => record.Text("event") == "up", "record 'up'", TimeSpan.FromSeconds(30));
        run.Terminate("failed");
        var outcome = await run.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(outcome.WasKilled);
        Assert.Equal(-9, outcome.ExitCode);
        Assert.Equal("failed", outcome.State);
    }

    private static Task<TaskOutcome> RunAsync(params string[] steps) => RunAsync(0, steps);

    private static Task<TaskOutcome> RunAsync(int retries, params string[] steps) => RunAsync(retries, new SupervisorOptions(), steps);

    private static async Task<TaskOutcome> RunAsync(int retries, SupervisorOptions options, params string[] steps)
    {
        var start = new TaskStart
        {
            DagId = "d",
            TaskId = "t",
            Retries = retries,
        };
        await using var run = TaskRun.Start(Raw(steps), start, new AirflowState(), options);
        var outcome = await run.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(outcome.ToString());
        return outcome;
    }

    private static BundleCommand Raw(params string[] steps) =>
        new("python3", [Path.Combine(AppContext.BaseDirectory, "raw_runtime.py"), .. steps]);

    private static string Frame(int id, JsonObject message) =>
        $"frame:{Convert.ToHexStringLower(FrameWriter.Frame([JsonValue.Create(id), message]).AsSpan(4))}";
}
