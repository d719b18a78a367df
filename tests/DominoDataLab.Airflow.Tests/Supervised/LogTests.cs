using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>Whatever a task logs, no line is written that a supervisor drops or dies of.</summary>
public sealed class LogTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Fact]
    public async Task Hostile_keys_values_and_exceptions_become_records()
    {
        var outcome = await _airflow.RunAsync("logs", "hostile");

        Assert.Equal("success", outcome.State);
        string[] keys =
        [
            "msg",
            "target",
            "self",
            "method_name",
            "positional_args",
            "level",
            "timestamp",
            "event",
            "logger",
            "exception",
            "exc_info",
            "",
        ];
        foreach (var key in keys)
        {
            var record = Assert.Single(outcome.TaskLog, one => one.Text("event") == $"key <{key}>");
            Assert.Contains(record, pair => pair.Value?.ToString() == "user value");
        }

        Assert.Equal(14, outcome.Events.Count(text => text.StartsWith("value <", StringComparison.Ordinal)));
        Assert.All(["twice", "no pairs", "aggregate", "odd logger", "still alive"], text => Assert.Contains(text, outcome.Events));
        Assert.DoesNotContain("level none", outcome.Events);
    }

    [Fact]
    public async Task Thirty_thousand_records_arrive_in_order()
    {
        _airflow.State.Variables["after_flood"] = "v";
        var outcome = await _airflow.RunAsync("logs", "flood");

        Assert.Equal("success", outcome.State);
        Assert.Equal(
            Enumerable.Range(0, 30_000).Select(i => $"record {i}"),
            outcome.Events.Where(text => text.StartsWith("record ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Records_of_many_threads_arrive_whole_and_each_thread_in_order()
    {
        var outcome = await _airflow.RunAsync("logs", "threads");

        for (var thread = 0; thread < 8; thread++)
        {
            var records = outcome
                .TaskLog.Where(record => record["Thread"]?.ToString() == $"{thread}")
                .Select(record => (int)record["Number"]!);
            Assert.Equal(Enumerable.Range(0, 500), records);
        }
    }

    [Fact]
    public async Task A_record_of_2_MiB_arrives()
    {
        var outcome = await _airflow.RunAsync("logs", "large");

        Assert.Contains(outcome.Events, text => text.Length == 2 << 20);
    }

    [Theory]
    [InlineData("INFO", "", "app 2, app.noisy 2, app.noisy.part 2, other 2")]
    [InlineData("warning", "", "app 3, app.noisy 3, app.noisy.part 3, other 3")]
    [InlineData("DEBUG", "app=ERROR, app.noisy=CRITICAL other=info", "app 4, app.noisy 5, app.noisy.part 5, other 2")]
    [InlineData("FATAL", "app.noisy=NOTSET", "app 5, app.noisy 0, app.noisy.part 0, other 5")]
    public async Task The_levels_of_the_worker_apply(string level, string levels, string lowest)
    {
        var bundle = Bundles.Scenarios.With("AIRFLOW__LOGGING__LOGGING_LEVEL", level).With("AIRFLOW__LOGGING__NAMESPACE_LEVELS", levels);
        var outcome = await new TestAirflow(bundle).RunAsync("logs", "levels");

        string[] names = ["Trace", "Debug", "Information", "Warning", "Error", "Critical"];
        string[] loggers = ["app", "app.noisy", "app.noisy.part", "other"];
        var seen = loggers.Select(logger => $"{logger} {Array.FindIndex(names, name => outcome.Events.Contains($"{logger} {name}"))}");
        Assert.Equal(lowest, string.Join(", ", seen));
    }

    [Fact]
    public async Task The_process_itself_prints_nothing()
    {
        var outcome = await _airflow.RunAsync("ends", "returns");

        Assert.DoesNotContain(outcome.TaskLog, record => record.Text("logger")!.StartsWith("task.std", StringComparison.Ordinal));
        Assert.Empty(outcome.StandardError);
    }

    [Fact]
    public async Task A_lost_log_channel_does_not_fail_the_task()
    {
        _airflow.Options = _airflow.Options with { Misbehavior = new Misbehavior { ClosesLogsAtOnce = true } };
        var outcome = await _airflow.RunAsync("logs", "threads");

        Assert.Equal("success", outcome.State);
        Assert.Contains("thread 7 record 499", outcome.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_supervisor_that_reads_no_logs_does_not_stop_the_task()
    {
        var released = new TaskCompletionSource();
        _airflow.Options = _airflow.Options with { Misbehavior = new Misbehavior { LogsHeldUntil = released.Task } };
        await using var run = _airflow.Start("logs", "flood");
        await run.Record.WaitForRequestAsync(
            exchange => exchange.Request.Text("type") == "GetVariable",
            "request after the records",
            TestAirflow.Limit
        );
        released.SetResult();
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("success", outcome.State);
    }
}
