using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Replay;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>
/// A real supervisor's frames of each recorded scenario, sent to a bundle of the SDK: the bundle asks for the same things and ends the same
/// way.
/// </summary>
public sealed class RecordedScenarioTests
{
    private const string Variable = "AIRFLOW_PROTOCOL_DATA";
    private static readonly string[] Files = ["recorded-airflow-3.3.2.json", "recorded-airflow-3.4.0b2.json"];

    /// <summary>Gets the file, the position in it, and the name of each scenario that has a counterpart.</summary>
    public static TheoryData<string, int, string> Met()
    {
        var data = new TheoryData<string, int, string>();
        var folder = Environment.GetEnvironmentVariable(Variable);
        foreach (var file in Files)
        {
            var scenarios = string.IsNullOrEmpty(folder) ? [] : Read(folder, file);
            for (var i = 0; i < scenarios.Count; i++)
            {
                if (
                    !RecordedScenarios.NoCounterpart.ContainsKey((string)scenarios[i]!["name"]!)
                    && scenarios[i]!["starts"] is not JsonArray { Count: 0 }
                    && HasFrames(scenarios[i]!)
                )
                {
                    data.Add(file, i, (string)scenarios[i]!["name"]!);
                }
            }
        }

        if (data.Count == 0)
        {
            data.Add("", 0, "none");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Met), DisableDiscoveryEnumeration = true)]
    public async Task A_recorded_scenario_is_met(string file, int index, string name)
    {
        var scenario = Read(Folder(), file)[index]!.AsObject();
        var airflow = new TestAirflow(Bundles.Scenarios)
        {
            SchemaVersion = file.Contains("3.4", StringComparison.Ordinal) ? "2026-10-30" : "2026-06-16",
        };
        airflow.State.XComs.Set("a34_args", "r1", "up", "return_value", new JsonObject { ["n"] = 1 });
        airflow.State.XComs.Set("a34_args", "r1", "py_up", "return_value", 5);
        var starts = scenario["starts"]?.AsArray() ?? [scenario.DeepClone()];
        for (var i = 0; i < starts.Count; i++)
        {
            if (RecordedStart.Read(starts[i]!.AsObject()) is { } start)
            {
                await RunAsync(airflow, start, name, i, (string?)scenario["run"] ?? "r1");
            }
        }
    }

    [Fact]
    public void Each_scenario_without_a_counterpart_is_in_a_recording()
    {
        var names = Files.SelectMany(file => Read(Folder(), file)).Select(scenario => (string)scenario!["name"]!).ToHashSet();
        Assert.Empty(RecordedScenarios.NoCounterpart.Keys.Except(names));
    }

    private static async Task RunAsync(TestAirflow airflow, RecordedStart recorded, string name, int index, string run)
    {
        airflow.Options = airflow.Options with
        {
            Misbehavior = new Misbehavior { FirstFrame = recorded.Frame, Answer = recorded.Answer },
        };
        await using var task =
            recorded.Greeting.Text("type") == "StartupDetails"
                ? airflow.Start(StartOf(recorded.Greeting, name, run))
                : TaskRun.Start(Bundles.Scenarios, recorded.Greeting, airflow.State, airflow.Options);
        if (RecordedScenarios.IsStopped(name))
        {
            await TestAirflow.WaitForLogAsync(task, "up");
            task.Terminate("failed");
        }

        var outcome = await TestAirflow.FinishAsync(task);
        TestAirflow.AssertSound(
            outcome with
            {
                Exchanges = [.. outcome.Exchanges.DistinctBy(one => IsTerminal(one) ? "terminal" : one.Id.ToJsonString())],
            }
        );
        AssertRequests(recorded, name);
        var expected =
            RecordedScenarios.OtherStates.TryGetValue($"{name} {index}", out var other) ? other.State
            : recorded.Terminal is { } terminal && !RecordedScenarios.IsStopped(name) && !IsRefused(recorded, terminal)
                ? TerminalMessages.State(terminal)
            : "failed";
        Assert.Equal(expected, outcome.State);
    }

    private static bool IsTerminal(Exchange exchange) => TerminalMessages.Contains(exchange.Request.Text("type"));

    private static bool IsRefused(RecordedStart recorded, JsonObject terminal) => recorded.Answer(terminal)?.Error is not null;

    private static void AssertRequests(RecordedStart recorded, string name)
    {
        var unmet = recorded
            .Unmet.Where(request => RecordedScenarios.WhyUnmet(name, request) is null)
            .Select(request => request.ToJsonString());
        Assert.True(
            !unmet.Any(),
            $"Not made: {string.Join("\n", unmet)}\nMade instead: "
                + $"{string.Join("\n", recorded.Unrecorded.Select(request => request.ToJsonString()))}"
        );
        var more = recorded
            .Unrecorded.Where(request => !RecordedScenarios.MayBeUnrecorded(name, request))
            .Select(request => request.ToJsonString());
        Assert.True(!more.Any(), $"Not recorded: {string.Join("\n", more)}");
    }

    /// <summary>Gets the start that a shortened first frame stands for.</summary>
    private static TaskStart StartOf(JsonObject greeting, string name, string run)
    {
        var (instance, context) = (greeting["ti"]!.AsObject(), greeting["ti_context"]!.AsObject());
        var parts = name.Split('/', '[');
        return new TaskStart
        {
            DagId = instance.Text("dag_id") ?? parts[0],
            TaskId = instance.Text("task_id") ?? parts[1],
            RunId = instance.Text("run_id") ?? run,
            TryNumber = (int)(instance.Integer("try_number") ?? 1),
            MapIndex = (int)(instance.Integer("map_index") ?? -1),
            Retries = (int)(context.Integer("max_tries") ?? 0),
            RescheduleCount = (int)(context.Integer("task_reschedule_count") ?? 0),
            NextMethod = context.Text("next_method"),
            NextArguments = context["next_kwargs"]?.DeepClone() as JsonObject,
            XComKeysToClear = [.. context["xcom_keys_to_clear"]?.AsArray().Select(key => (string)key!) ?? []],
        };
    }

    private static bool HasFrames(JsonNode scenario) => scenario["steps"] is not null || scenario["starts"] is not null;

    private static JsonArray Read(string folder, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!["scenarios"]!.AsArray();

    private static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Needs the protocol's recordings: set {Variable} to their folder.");
        return folder!;
    }
}
