using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Tests;

/// <summary>
/// The released TypeScript SDK under the supervisor sends what a recording of it shows. eng/airflow-conformance installs it.
/// </summary>
public sealed class TypeScriptSdkTests
{
    private const string Variable = "AIRFLOW_TS_SDK";
    private const string RunId = "manual__2026-09-01T00:00:00+00:00";

    [Theory]
    [InlineData("success_with_calls_and_return_value", "ok", 0, "success")]
    [InlineData("failure_no_retries_left", "fail", 0, "failed")]
    [InlineData("failure_with_retries_left", "fail", 1, "up_for_retry")]
    [InlineData("task_not_registered", "nope", 0, "removed")]
    public async Task A_task_has_the_recorded_exchange(string scenario, string task, int retries, string state)
    {
        var start = new TaskStart
        {
            DagId = "d",
            TaskId = task,
            RunId = RunId,
            Retries = retries,
        };
        var outcome = await RunAsync(start.Message(), start);

        AssertRecorded(scenario, outcome);
        Assert.Equal(state, outcome.State);
    }

    [Fact]
    public async Task A_parse_request_has_the_recorded_exchange()
    {
        var outcome = await RunAsync(Parse("DagFileParseRequest", "dags-folder"), start: null);

        AssertRecorded("dag_file_parse_request", outcome);
        Assert.Equal("success", outcome.State);
    }

    [Fact]
    public async Task An_unknown_first_frame_has_the_recorded_end()
    {
        var outcome = await RunAsync(Parse("TaskHandlerParseRequest", "x"), start: null);

        AssertRecorded("unexpected_first_frame", outcome);
        Assert.Equal("failed", outcome.State);
    }

    private static JsonObject Parse(string type, string bundle)
    {
        var request = new JsonObject
        {
            ["file"] = "/dags/bundle.min.mjs",
            ["bundle_path"] = "/dags",
            ["bundle_name"] = bundle,
            ["type"] = type,
        };
        if (type == "DagFileParseRequest")
        {
            request["callback_requests"] = new JsonArray();
        }

        return request;
    }

    private static void AssertRecorded(string scenario, TaskOutcome outcome)
    {
        var recording = Data.Read("recorded-exchanges-ts-sdk-0.1.0-beta1.json")["scenarios"]![scenario]!;
        var sent = recording["comm"]!
            .AsArray()
            .Where(frame => (string?)frame!["from"] == "runtime")
            .Select(frame => Comparable(frame!["decoded"]![1]!.AsObject()));
        Assert.Equal(sent, outcome.Requests.Select(Comparable));
        Assert.Equal((int)recording["exit_code"]!, outcome.ExitCode);
        Assert.Empty(outcome.MessageFlaws);
        Assert.Empty(outcome.DroppedLines);
        Assert.Null(outcome.SupervisorDied);
        Assert.Equal(
            Events(recording["log_lines"]!.AsArray()),
            Events(outcome.TaskLog.Where(record => record.Text("logger")!.StartsWith("ts-sdk", StringComparison.Ordinal)))
        );
    }

    private static IEnumerable<string> Events(IEnumerable<JsonNode?> records) =>
        records
            .Select(record => $"{record!["level"]} {record["event"]} {record["request_type"]} {record["response_type"]}")
            .Order(StringComparer.Ordinal);

    private static string Comparable(JsonObject message)
    {
        var comparable = message.DeepClone().AsObject();
        comparable.Remove("end_date");
        return comparable.ToJsonString();
    }

    private static async Task<TaskOutcome> RunAsync(JsonObject greeting, TaskStart? start)
    {
        var modules = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(modules),
            $"Needs the npm package apache-airflow-ts-sdk: set {Variable} to the folder that holds its node_modules. "
                + "eng/airflow-conformance does."
        );
        var options = new SupervisorOptions { Schema = SchemaRules.Read(Data.Folder(), "2026-10-30") };
        var state = new AirflowState { Variables = { ["v1"] = "hello" } };
        state.AddConnection("c1", "http", "example.com", "user", "pw", port: 1234, extra: """{"a": 1}""");
        state.XComs.Set("d", RunId, "up", "return_value", new JsonObject { ["rows"] = 3 });

        var folder = Directory.CreateTempSubdirectory("airflow-ts-");
        try
        {
            var script = Path.Combine(folder.FullName, "bundle.mjs");
            await File.WriteAllTextAsync(script, Script(Path.GetFullPath(modules!)), TestContext.Current.CancellationToken);
            var command = new BundleCommand("node", script);
            await using var run = start is null
                ? TaskRun.Start(command, greeting, state, options)
                : TaskRun.Start(command, start, state, options);
            return await run.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Script(string modules) =>
        $$"""
            import { Dag, DagRegistry, serveDags } from "{{modules}}/node_modules/apache-airflow-ts-sdk/dist/index.js";

            const dag = new Dag("d");
            dag.task("ok", async ({ client }) => {
              const v = await client.getVariable("v1");
              const connection = await client.getConnection("c1");
              const x = await client.getXCom({ key: "return_value", taskId: "up" });
              await client.setXCom({ key: "k", value: { a: [1, 2.5, "s", null, true] } });
              return { v, c: connection.host, x };
            });
            dag.task("fail", async () => { throw new Error("boom"); });
            await serveDags(new DagRegistry(dag));
            """;
}
