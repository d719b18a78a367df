using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>Each task of the conformance bundle has the result that the bundle's table names.</summary>
public sealed class ConformanceTests
{
    private readonly TestAirflow _airflow = new(Bundles.Conformance);

    [Theory]
    [InlineData("return_bool", "true")]
    [InlineData("return_int", "42")]
    [InlineData("return_long", "9007199254740993")]
    [InlineData("return_negative", "-123456789012")]
    [InlineData("return_double", "1.5")]
    [InlineData("return_string", "\"Grüße ☃ 😀\"")]
    [InlineData("return_list", "[1,\"a\",null,[2.5,{}],true]")]
    [InlineData("return_map", "{\"rows\":3,\"name\":\"é\",\"nested\":{\"deep\":[1,{\"x\":null}]}}")]
    public async Task A_result_is_pushed_with_its_exact_value_and_type(string task, string json)
    {
        var outcome = await _airflow.RunAsync("csharp_basic", task);

        Assert.Equal("success", outcome.State);
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), _airflow.XCom("csharp_basic", task));
    }

    [Theory]
    [InlineData("return_list", 5)]
    [InlineData("return_map", 3)]
    [InlineData("return_string", null)]
    public async Task Lists_and_maps_are_pushed_with_their_length(string task, int? length)
    {
        await _airflow.RunAsync("csharp_basic", task);

        Assert.Equal(length, _airflow.State.XComs.MappedLength("csharp_basic", TestAirflow.RunId, task));
    }

    [Theory]
    [InlineData("return_void")]
    [InlineData("return_null")]
    public async Task No_result_pushes_nothing(string task)
    {
        var outcome = await _airflow.RunAsync("csharp_basic", task);

        Assert.Equal("success", outcome.State);
        Assert.Null(_airflow.XCom("csharp_basic", task));
    }

    [Fact]
    public async Task A_result_of_a_mebibyte_is_pushed()
    {
        await _airflow.RunAsync("csharp_basic", "return_big");

        Assert.Equal(new string('x', 1_048_576), (string?)_airflow.State.XComs.Get("csharp_basic", TestAirflow.RunId, "return_big"));
    }

    [Fact]
    public async Task A_value_of_a_Python_task_is_read()
    {
        _airflow.SetXCom("csharp_xcom", "py_source", """{"n":41,"s":"é"}""");
        await _airflow.RunAsync("csharp_xcom", "add_one");

        Assert.Equal(JsonNode.Parse("""{"n":42,"s":"é!"}""")!.ToJsonString(), _airflow.XCom("csharp_xcom", "add_one"));
    }

    [Fact]
    public async Task Absent_values_are_read_as_null()
    {
        _airflow.SetXCom("csharp_xcom", "py_none", "null");
        await _airflow.RunAsync("csharp_xcom", "read_absent");

        Assert.Equal("[true,true]", _airflow.XCom("csharp_xcom", "read_absent"));
    }

    [Fact]
    public async Task Keys_are_pushed_deleted_and_read()
    {
        await _airflow.RunAsync("csharp_xcom", "push_keys");
        await _airflow.RunAsync("csharp_xcom", "read_keys");

        Assert.Null(_airflow.XCom("csharp_xcom", "push_keys", "k3"));
        Assert.Null(_airflow.XCom("csharp_xcom", "push_keys"));
        Assert.Equal("""[1,{"a":[1,2]},null]""", _airflow.XCom("csharp_xcom", "read_keys"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_mapped_task_pushes_under_its_index(int index)
    {
        await _airflow.RunAsync(Start("csharp_mapped", "per_index") with { MapIndex = index });

        Assert.Equal($$"""{"i":{{index}}}""", _airflow.XCom("csharp_mapped", "per_index", mapIndex: index));
        Assert.Null(_airflow.XCom("csharp_mapped", "per_index"));
    }

    [Fact]
    public async Task Values_of_a_mapped_task_are_read_by_index_and_counted()
    {
        foreach (var (index, value) in new[] { (0, "100"), (1, "400"), (2, "900") })
        {
            _airflow.SetXCom("csharp_mapped", "py_square", value, index);
        }

        await _airflow.RunAsync("csharp_mapped", "pull_mapped");

        Assert.Equal("[400,3]", _airflow.XCom("csharp_mapped", "pull_mapped"));
    }

    [Fact]
    public async Task Variables_are_read_written_and_deleted()
    {
        _airflow.State.Variables["csharp_existing"] = "hello";
        var outcome = await _airflow.RunAsync("csharp_variables", "roundtrip");

        Assert.Equal(
            JsonNode.Parse("""{"existing":"hello","absent":null,"put":"new é","deleted":null}""")!.ToJsonString(),
            _airflow.XCom("csharp_variables", "roundtrip")
        );
        Assert.Equal("left behind", _airflow.State.Variables["csharp_left"]);
        Assert.False(_airflow.State.Variables.ContainsKey("csharp_put"));
        Assert.Contains(
            outcome.OfType("PutVariable"),
            put => put.Text("key") == "csharp_left" && !string.IsNullOrEmpty(put.Text("description"))
        );
    }

    [Fact]
    public async Task A_connection_is_read_and_its_password_masked()
    {
        _airflow.State.AddConnection("csharp_full", "http", "example.com", "user", "pass-word-1", "schema", 1234, """{"a":{"b":[1]}}""");
        var outcome = await _airflow.RunAsync("csharp_connections", "full");

        Assert.Equal(
            """{"conn_type":"http","host":"example.com","login":"user","schema":"schema","port":1234,"extra":{"a":{"b":[1]}}"""
                + ""","password_length":11}""",
            _airflow.XCom("csharp_connections", "full")
        );
        Assert.Contains("password is ***", outcome.Events);
    }

    [Fact]
    public async Task Unset_fields_of_a_connection_are_null()
    {
        _airflow.State.AddConnection("csharp_minimal", "generic");
        await _airflow.RunAsync("csharp_connections", "minimal");

        Assert.Equal("""{"conn_type":"generic","nulls":[null,null,null,null,null,null]}""", _airflow.XCom("csharp_connections", "minimal"));
    }

    [Fact]
    public async Task An_absent_connection_has_an_error_code()
    {
        await _airflow.RunAsync("csharp_connections", "absent");

        Assert.Equal("\"CONNECTION_NOT_FOUND\"", _airflow.XCom("csharp_connections", "absent"));
    }

    [Fact]
    public async Task An_exception_fails_the_task_and_is_in_the_log()
    {
        var outcome = await _airflow.RunAsync("csharp_fail", "throws");

        Assert.Equal("failed", outcome.State);
        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.ToJsonString().Contains("boom from the bundle", StringComparison.Ordinal)
        );
        Assert.Null(_airflow.XCom("csharp_fail", "throws"));
    }

    [Fact]
    public async Task A_task_that_fails_twice_succeeds_at_its_third_try()
    {
        var tries = await _airflow.RunTriesAsync(Start("csharp_retry", "flaky") with { Retries = 2 });

        Assert.Equal(["up_for_retry", "up_for_retry", "success"], tries.Select(one => one.State));
        Assert.Equal("3", _airflow.XCom("csharp_retry", "flaky"));
        Assert.Contains(tries[0].TaskLog, record => record.ToJsonString().Contains("flaky try 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exhausts", 1, "up_for_retry failed")]
    [InlineData("no_retry", 2, "failed")]
    public async Task A_task_without_retries_left_fails(string task, int retries, string states)
    {
        var tries = await _airflow.RunTriesAsync(Start("csharp_retry", task) with { Retries = retries });

        Assert.Equal(states, string.Join(' ', tries.Select(one => one.State)));
    }

    [Fact]
    public async Task A_task_chooses_the_delay_of_its_retry()
    {
        var tries = await _airflow.RunTriesAsync(Start("csharp_retry", "retry_in") with { Retries = 1 });

        Assert.Equal(1, (double)tries[0].TerminalMessages[0]["retry_delay_seconds"]!);
        Assert.Equal("success", tries[1].State);
        Assert.Equal("\"second\"", _airflow.XCom("csharp_retry", "retry_in"));
    }

    [Fact]
    public async Task A_task_skips()
    {
        Assert.Equal("skipped", (await _airflow.RunAsync("csharp_skip", "skips")).State);
        Assert.Equal("success", (await _airflow.RunAsync("csharp_skip", "after_all_done")).State);
    }

    [Fact]
    public async Task Levels_and_values_of_records_arrive()
    {
        var outcome = await _airflow.RunAsync("csharp_logging", "levels");

        foreach (var level in new[] { "info", "warning", "error", "critical" })
        {
            var record = Assert.Single(outcome.TaskLog, one => one.Text("event") == $"marker {level}");
            Assert.Equal(level, record.Text("level"));
            Assert.Equal("42", record["rows"]?.ToJsonString());
            Assert.Equal("é☃😀", record.Text("name"));
            Assert.True(record.Flag("flag"));
            Assert.Equal("1.5", record["ratio"]?.ToJsonString());
        }
    }

    [Fact]
    public async Task An_exception_is_one_record()
    {
        var outcome = await _airflow.RunAsync("csharp_logging", "exception");

        var record = Assert.Single(outcome.TaskLog, one => one.ToJsonString().Contains("inner boom", StringComparison.Ordinal));
        Assert.Equal("caught it", record.Text("event"));
        Assert.Equal("error", record.Text("level"));
    }

    [Fact]
    public async Task Standard_output_and_error_arrive()
    {
        var outcome = await _airflow.RunAsync("csharp_logging", "std");

        Assert.Contains(outcome.TaskLog, record => record.Text("logger") == "task.stdout" && record.Text("event") == "to stdout é");
        Assert.Contains(outcome.TaskLog, record => record.Text("logger") == "task.stderr" && record.Text("event") == "to stderr");
    }

    [Fact]
    public async Task Forbidden_keys_do_no_harm()
    {
        var outcome = await _airflow.RunAsync("csharp_logging", "hostile_keys");

        Assert.Equal("success", outcome.State);
        Assert.Contains("hostile", outcome.Events);
        Assert.Contains("still alive", outcome.Events);
    }

    [Fact]
    public async Task Five_thousand_records_arrive_in_order()
    {
        var outcome = await _airflow.RunAsync("csharp_logging", "chatty");

        Assert.Equal(
            Enumerable.Range(0, 5000).Select(i => $"line {i:D5}"),
            outcome.Events.Where(one => one.StartsWith("line ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Secrets_are_masked_everywhere()
    {
        _airflow.State.Variables["csharp_secret"] = "variable-secret-66";
        var outcome = await _airflow.RunAsync("csharp_mask", "secrets");

        Assert.Contains("variable *** own ***", outcome.Events);
        Assert.Contains("out *** ***", outcome.Events);
        Assert.DoesNotContain("variable-secret-66", outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("2026-09-01T12:34:56.789Z", "\"2026-09-01T12:34:56\"")]
    public async Task The_context_is_that_of_the_run(string? logicalDate, string expected)
    {
        var conf = new JsonObject { ["p"] = 9, ["q"] = new JsonArray("é", null) };
        var start = Start("csharp_context", "show") with
        {
            LogicalDate = logicalDate is null ? null : DateTimeOffset.Parse(logicalDate, System.Globalization.CultureInfo.InvariantCulture),
            Conf = conf,
        };
        await _airflow.RunAsync(start);

        var shown = _airflow.State.XComs.Get("csharp_context", TestAirflow.RunId, "show")!.AsObject();
        Assert.Equal(
            "csharp_context show 1 -1 manual",
            $"{shown["dag_id"]} {shown["task_id"]} {shown["try_number"]} {shown["map_index"]} {shown["run_type"]}"
        );
        Assert.Equal(TestAirflow.RunId, shown.Text("run_id"));
        Assert.Equal(conf.ToJsonString(), shown["conf"]?.ToJsonString());
        Assert.Equal(expected, shown["logical_date"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public async Task A_canceled_task_leaves_in_time()
    {
        await using var run = _airflow.Start("csharp_cancel", "wait_for_cancel");
        await TestAirflow.WaitForLogAsync(run, "waiting for cancellation");
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertSound(outcome);
        Assert.False(outcome.WasKilled);
        Assert.Contains("cancelled, leaving", outcome.Events);
        Assert.True(outcome.LeftAfter < TimeSpan.FromSeconds(5), $"{outcome.LeftAfter}");
    }

    [Fact]
    public async Task An_unknown_task_is_removed_and_named_in_the_log()
    {
        var outcome = await _airflow.RunAsync("csharp_unknown", "not_registered");

        Assert.Equal("removed", outcome.State);
        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.Text("event")!.Contains("not_registered", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_large_value_is_read()
    {
        _airflow.State.XComs.Set("csharp_big", TestAirflow.RunId, "py_big", "return_value", JsonValue.Create(new string('y', 1_048_576)));
        await _airflow.RunAsync("csharp_big", "length_of_big");

        Assert.Equal("1048576", _airflow.XCom("csharp_big", "length_of_big"));
    }

    [Fact]
    public async Task Fifty_requests_are_in_flight_at_once()
    {
        _airflow.State.Variables["csharp_existing"] = "hello";
        await _airflow.RunAsync("csharp_big", "parallel_requests");

        Assert.Equal("50", _airflow.XCom("csharp_big", "parallel_requests"));
    }

    [Fact]
    public async Task A_value_that_JSON_cannot_hold_fails_the_task()
    {
        var outcome = await _airflow.RunAsync("csharp_badvalue", "return_nan");

        Assert.Equal("failed", outcome.State);
        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.ToJsonString().Contains("NaN", StringComparison.Ordinal)
        );
        Assert.Empty(outcome.OfType("SetXCom"));
    }

    [Fact]
    public async Task A_task_of_a_group_is_found()
    {
        await _airflow.RunAsync("csharp_group", "grp.inner");

        Assert.Equal("\"inner\"", _airflow.XCom("csharp_group", "grp.inner"));
    }

    [Fact]
    public async Task Arguments_of_the_stub_are_bound()
    {
        _airflow.SchemaVersion = "2026-10-30";
        await _airflow.RunAsync(Start("csharp_taskflow", "up") with { ArgumentBindings = [] });
        var bindings = JsonNode.Parse(
            """
            [{"kind":"literal","name":"country","value":"uk","from_default":false,"value_schema":{"type":"string"}},
             {"kind":"xcom","name":"extracted","task_id":"up","value_schema":{"type":"object"}},
             {"kind":"literal","name":"n","value":7,"from_default":false,"value_schema":{"type":"integer"}},
             {"kind":"literal","name":"flag","value":true,"from_default":true,"value_schema":{"type":"boolean"}}]
            """
        );
        await _airflow.RunAsync(Start("csharp_taskflow", "bind") with { ArgumentBindings = bindings!.AsArray() });

        Assert.Equal("""{"rows":3}""", _airflow.XCom("csharp_taskflow", "up"));
        Assert.Equal("""{"country":"uk","rows":3,"n":7,"flag":true}""", _airflow.XCom("csharp_taskflow", "bind"));
    }

    private static TaskStart Start(string dag, string task) =>
        new()
        {
            DagId = dag,
            TaskId = task,
            RunId = TestAirflow.RunId,
        };
}

/// <summary>The slow task of the conformance bundle, beside the others.</summary>
public sealed class SilentTaskTests
{
    [Fact]
    public async Task Half_a_minute_of_silence_does_no_harm()
    {
        var airflow = new TestAirflow(Bundles.Conformance);
        await airflow.RunAsync("csharp_slow", "silent");

        Assert.Equal("\"awake\"", airflow.XCom("csharp_slow", "silent"));
    }
}
