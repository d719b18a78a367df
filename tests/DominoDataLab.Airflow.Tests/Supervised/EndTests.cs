using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>However a task ends, exactly one terminal message is sent, and the process leaves.</summary>
public sealed class EndTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Theory]
    [InlineData("returns", 0, "success")]
    [InlineData("throws", 0, "failed")]
    [InlineData("throws", 1, "up_for_retry")]
    [InlineData("throws_late", 1, "up_for_retry")]
    [InlineData("throws_long", 1, "up_for_retry")]
    [InlineData("throws_surrogate", 1, "up_for_retry")]
    [InlineData("throws_odd", 1, "up_for_retry")]
    [InlineData("throws_canceled", 1, "up_for_retry")]
    [InlineData("skips", 1, "skipped")]
    [InlineData("fails_for_good", 1, "failed")]
    [InlineData("retries_in", 1, "up_for_retry")]
    [InlineData("retries_in", 0, "failed")]
    [InlineData("reschedules", 0, "up_for_reschedule")]
    [InlineData("defers", 0, "deferred")]
    [InlineData("exits", 1, "up_for_retry")]
    [InlineData("exits", 0, "failed")]
    [InlineData("exits_zero", 0, "failed")]
    [InlineData("leaks_thread", 0, "success")]
    [InlineData("leaks_work", 0, "success")]
    [InlineData("unobserved", 0, "success")]
    [InlineData("prints", 0, "success")]
    public async Task Each_end_is_reported_once(string task, int retries, string state)
    {
        var outcome = await _airflow.RunAsync(Start(task) with { Retries = retries });

        Assert.Equal(state, outcome.State);
        Assert.Equal(
            state is "up_for_retry" ? "RetryTask" : null,
            outcome.OfType("RetryTask").Select(message => message.Text("type")).FirstOrDefault()
        );
    }

    [Fact]
    public async Task Success_names_no_outlets_but_empty_lists()
    {
        var outcome = await _airflow.RunAsync("ends", "returns");

        var success = Assert.Single(outcome.OfType("SucceedTask"));
        Assert.Equal("[]", success["task_outlets"]?.ToJsonString());
        Assert.Equal("[]", success["outlet_events"]?.ToJsonString());
    }

    [Fact]
    public async Task The_reason_of_a_retry_is_the_message_of_the_exception()
    {
        var outcome = await _airflow.RunAsync(Start("throws") with { Retries = 1 });

        var retry = Assert.Single(outcome.OfType("RetryTask"));
        Assert.Contains("boom", retry.Text("retry_reason"), StringComparison.Ordinal);
        Assert.Null(retry["retry_delay_seconds"]);
    }

    [Fact]
    public async Task A_retry_takes_its_delay_along()
    {
        var outcome = await _airflow.RunAsync(Start("retries_in") with { Retries = 1 });

        Assert.Equal(2.5, (double)Assert.Single(outcome.OfType("RetryTask"))["retry_delay_seconds"]!);
    }

    [Fact]
    public async Task A_reschedule_names_its_date_in_UTC()
    {
        var outcome = await _airflow.RunAsync("ends", "reschedules");

        Assert.StartsWith(
            "2030-01-02T01:04:05",
            Assert.Single(outcome.OfType("RescheduleTask")).Text("reschedule_date"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_deferral_uses_the_envelopes_of_the_triggerer()
    {
        var outcome = await _airflow.RunAsync("ends", "defers");

        var deferral = Assert.Single(outcome.OfType("DeferTask"));
        Assert.Equal("airflow.providers.standard.triggers.temporal.DateTimeTrigger", deferral.Text("classpath"));
        Assert.Equal("PT5M", deferral.Text("trigger_timeout"));
        var moment = JsonNode.Parse(
            """
            {"__classname__":"pendulum.datetime.DateTime","__version__":2,"__data__":{"timestamp":1795475428.1,"tz":
             {"__classname__":"builtins.tuple","__version__":1,"__data__":["UTC","pendulum.tz.timezone.Timezone",1,true]}}}
            """
        );
        Assert.True(JsonNode.DeepEquals(moment, deferral["trigger_kwargs"]!["moment"]), deferral.ToJsonString());
    }

    [Fact]
    public async Task A_resumed_task_finds_what_it_left()
    {
        var start = Start("defers") with
        {
            NextMethod = "resumed",
            NextArguments = new JsonObject { ["n"] = 1, ["event"] = "fired" },
        };
        var outcome = await _airflow.RunAsync(start);

        Assert.Equal("success", outcome.State);
        Assert.Equal("\"resumed 1\"", _airflow.XCom("ends", "defers"));
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(1, "up_for_retry")]
    public async Task A_failed_trigger_fails_the_task(int retries, string state)
    {
        var start = Start("defers") with
        {
            NextMethod = "__fail__",
            NextArguments = new JsonObject { ["error"] = "Trigger timeout" },
            Retries = retries,
        };
        var outcome = await _airflow.RunAsync(start);

        Assert.Equal(state, outcome.State);
        Assert.Contains(outcome.Events, text => text.Contains("Trigger timeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task XComs_of_an_earlier_try_are_deleted_before_the_task_runs()
    {
        _airflow.SetXCom("ends", "returns", "\"old\"");
        _airflow.State.XComs.Set("ends", TestAirflow.RunId, "returns", "k1", 1);
        var outcome = await _airflow.RunAsync(
            Start("returns") with
            {
                TryNumber = 2,
                Retries = 1,
                XComKeysToClear = ["k1", "return_value"],
            }
        );

        Assert.Equal(["DeleteXCom", "DeleteXCom", "SetXCom", "SucceedTask"], outcome.Requests.Select(request => request.Text("type")));
        Assert.Null(_airflow.XCom("ends", "returns", "k1"));
        Assert.Equal("1", _airflow.XCom("ends", "returns"));
    }

    [Fact]
    public async Task A_task_that_ends_the_process_says_so()
    {
        var outcome = await _airflow.RunAsync("ends", "exits");

        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.Text("event")!.Contains("exit code 3", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_exit_code_after_an_acknowledged_report_is_0()
    {
        var outcome = await _airflow.RunAsync("ends", "exits_after_return");

        Assert.Equal("success", outcome.State);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Theory]
    [InlineData("kills_itself")]
    [InlineData("overflows")]
    [InlineData("thread_throws")]
    public async Task A_process_that_dies_reports_nothing_and_exits_with_a_failure(string task)
    {
        await using var run = _airflow.Start("ends", task);
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertSound(outcome);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Equal("failed", outcome.State);
    }

    [Fact]
    public async Task A_report_waits_for_its_reply()
    {
        var released = new TaskCompletionSource();
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Delay = request => request.Text("type") == "SucceedTask" ? Task.Delay(1500) : Task.CompletedTask,
            },
        };
        var outcome = await _airflow.RunAsync("ends", "returns");

        Assert.Equal("success", outcome.State);
        Assert.True(outcome.Duration > TimeSpan.FromSeconds(1.5), $"{outcome.Duration}");
    }

    [Fact]
    public async Task A_report_that_the_API_server_missed_is_sent_again()
    {
        var failures = 2;
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Answer = request =>
                    request.Text("type") == "SucceedTask" && failures-- > 0 ? Reply.ServerError(null, "Connection refused") : null,
            },
        };
        await using var run = _airflow.Start("ends", "returns");
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.Equal("success", outcome.State);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(3, outcome.OfType("SucceedTask").Count());
    }

    [Fact]
    public async Task A_refused_report_exits_with_a_failure_and_says_why()
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Answer = request => request.Text("type") == "SucceedTask" ? Reply.ServerError(422, "no such thing") : null,
            },
        };
        await using var run = _airflow.Start("ends", "returns");
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Equal("failed", outcome.State);
        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.ToJsonString().Contains("no such thing", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_failed_push_of_the_result_fails_the_task()
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Answer = request => request.Text("type") == "SetXCom" ? Reply.ServerError(403, "not yours") : null,
            },
        };
        var outcome = await _airflow.RunAsync(Start("returns") with { Retries = 1 });

        Assert.Equal("up_for_retry", outcome.State);
    }

    private static TaskStart Start(string task) =>
        new()
        {
            DagId = "ends",
            TaskId = task,
            RunId = TestAirflow.RunId,
        };
}
