using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>The start of a bundle: its flags, its first frame, and what it says when it cannot start.</summary>
public sealed class StartTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Theory]
    [InlineData]
    [InlineData("--comm=127.0.0.1:1")]
    [InlineData("--logs=127.0.0.1:1")]
    [InlineData("--comm=127.0.0.1", "--logs=127.0.0.1:1")]
    [InlineData("--comm=localhost:99999", "--logs=127.0.0.1:1")]
    [InlineData("nonsense")]
    public async Task Missing_or_invalid_flags_are_a_failure_that_says_why(params string[] flags)
    {
        var (code, error) = await RunAsync(flags);

        Assert.NotEqual(0, code);
        Assert.Contains("--comm", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_is_named_on_standard_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var (code, error) = await RunAsync($"--comm=127.0.0.1:{port}", $"--logs=127.0.0.1:{port}");

        Assert.NotEqual(0, code);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_flags_come_in_any_order()
    {
        // The script gives the supervisor's two arguments the other way around.
        var program = Bundles.Scenarios.Program;
        var airflow = new TestAirflow(new BundleCommand("/bin/sh", "-c", "exec \"$0\" \"$2\" \"$1\"", program))
        {
            Options = _airflow.Options,
        };

        Assert.Equal("success", (await airflow.RunAsync("ends", "returns")).State);
    }

    [Fact]
    public async Task A_first_frame_that_comes_late_and_byte_by_byte_is_read()
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior { FirstFrameDelay = TimeSpan.FromSeconds(3), SendsSingleBytes = true },
        };

        Assert.Equal("success", (await _airflow.RunAsync("ends", "returns")).State);
    }

    [Fact]
    public async Task Unknown_fields_and_other_forms_of_dates_are_read()
    {
        var start = new TaskStart
        {
            DagId = "ends",
            TaskId = "returns",
            RunId = TestAirflow.RunId,
        };
        var message = start.Message();
        message["new_field"] = new JsonObject { ["deep"] = new JsonArray(1, null) };
        message["ti"]!["new_field"] = 1.5;
        message.Remove("sentry_integration");
        message["bundle_info"] = null;
        message["start_date"] = "2026-09-01T00:00:01Z";
        message["ti_context"]!["start_date"] = "2026-09-01T00:00:01.123456+00:00";
        message["ti_context"]!["dag_run"]!["run_after"] = new JsonObject
        {
            [WireValue.Extension] = -1,
            ["hex"] = "075bcd15000000006a96c670",
        };
        message["ti_context"]!["dag_run"]!["conf"] = null;
        message["ti_context"]!["dag_run"]!.AsObject().Remove("consumed_asset_events");
        message["ti_context"]!["xcom_keys_to_clear"] = null;

        await using var run = TaskRun.Start(Bundles.Scenarios, message, _airflow.State, _airflow.Options);
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("success", outcome.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Replies_of_any_number_of_elements_are_read(int count)
    {
        _airflow.State.Variables["v"] = "value";
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Shape = (id, reply) => [.. new JsonNode?[] { id, reply.Body, reply.Error, 1, "x" }.Take(count)],
            },
        };
        var outcome = await _airflow.RunAsync("requests", "variable");

        Assert.Equal("success", outcome.State);
    }

    [Theory]
    [InlineData("00000003c1ffff")]
    [InlineData("00000000")]
    [InlineData("ffffffff00")]
    [InlineData("0000000493c0c0c0")]
    [InlineData("00000005930081a1ff")]
    [InlineData("000000049300c0c0")]
    public async Task A_malformed_first_frame_ends_the_process_with_a_failure(string hex)
    {
        _airflow.Options = _airflow.Options with { Misbehavior = new Misbehavior { FirstFrame = Convert.FromHexString(hex) } };
        await using var run = _airflow.Start("ends", "returns");
        if (hex == "00000005930081a1ff")
        {
            // The frame is cut off; without the end of the stream the rest could still come.
            await run.Connected.WaitAsync(TestAirflow.Limit, TestContext.Current.CancellationToken);
            run.CloseComm();
        }

        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.NotEmpty(outcome.TaskLog);
        Assert.Empty(outcome.Requests);
    }

    [Fact]
    public async Task A_supervisor_that_leaves_before_the_first_frame_ends_the_process_with_a_failure()
    {
        _airflow.Options = _airflow.Options with { Misbehavior = new Misbehavior { FirstFrame = [] } };
        await using var run = _airflow.Start("ends", "returns");
        await run.Connected.WaitAsync(TestAirflow.Limit, TestContext.Current.CancellationToken);
        run.CloseComm();
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
    }

    [Fact]
    public async Task An_unknown_first_message_is_logged_and_a_failure()
    {
        await using var run = TaskRun.Start(Bundles.Scenarios, new JsonObject { ["type"] = "BakeCake" }, _airflow.State, _airflow.Options);
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.Contains(outcome.Events, text => text.Contains("BakeCake", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parse_of_native_Dags_is_answered()
    {
        var request = new JsonObject
        {
            ["file"] = "/bundles/nat",
            ["bundle_path"] = "/bundles",
            ["bundle_name"] = "native",
            ["callback_requests"] = new JsonArray(),
            ["type"] = "DagFileParseRequest",
        };
        await using var run = TaskRun.Start(Bundles.Scenarios, request, _airflow.State, _airflow.Options);
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        var answer = Assert.Single(outcome.OfType("DagFileParsingResult"));
        Assert.Equal("/bundles/nat", answer.Text("fileloc"));
        Assert.Equal("[]", answer["serialized_dags"]?.ToJsonString());
    }

    [Fact]
    public async Task A_parse_of_task_handlers_names_every_task()
    {
        var request = new JsonObject
        {
            ["file"] = "/bundles/x",
            ["bundle_path"] = "/bundles",
            ["bundle_name"] = "b",
            ["type"] = "TaskHandlerParseRequest",
        };
        await using var run = TaskRun.Start(Bundles.Scenarios, request, _airflow.State, _airflow.Options);
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        var answer = Assert.Single(outcome.OfType("TaskHandlerParsingResult"));
        var handlers = answer["task_handlers"]!["ends"]!.AsArray().Select(handler => (string?)handler!["task_id"]);
        Assert.Contains("throws_late", handlers);
        Assert.Equal("/bundles/x", answer.Text("fileloc"));
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] flags)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Bundles.Scenarios.Program, flags) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TestAirflow.Limit, TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
