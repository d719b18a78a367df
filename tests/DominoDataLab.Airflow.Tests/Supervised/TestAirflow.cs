using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>An Airflow of a test's own: its state, and the supervisor that runs the tasks.</summary>
internal sealed class TestAirflow(BundleCommand bundle)
{
    /// <summary>The time that a loaded machine may need for anything that takes moments on an idle one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public const string RunId = "manual__2026-09-01T00:00:00+00:00";

    public AirflowState State { get; } = new();

    /// <summary>Gets or sets the protocol version whose schema the messages are held against, if the schemas are there.</summary>
    public string SchemaVersion { get; set; } = "2026-06-16";

    /// <summary>Gets or sets the options of the supervisor.</summary>
    public SupervisorOptions Options { get; set; } = new() { StartupTimeout = TimeSpan.FromSeconds(60) };

    /// <summary>Gets the JSON of an XCom, or null if it was not pushed.</summary>
    public string? XCom(string dag, string task, string key = "return_value", int mapIndex = -1, string run = RunId) =>
        State.XComs.Contains(dag, run, task, key, mapIndex)
            ? State.XComs.Get(dag, run, task, key, mapIndex)?.ToJsonString() ?? "null"
            : null;

    public void SetXCom(string dag, string task, string json, int mapIndex = -1) =>
        State.XComs.Set(dag, RunId, task, "return_value", JsonNode.Parse(json), mapIndex);

    public TaskRun Start(string dag, string task) =>
        Start(
            new TaskStart
            {
                DagId = dag,
                TaskId = task,
                RunId = RunId,
            }
        );

    public TaskRun Start(TaskStart start)
    {
        var folder = Environment.GetEnvironmentVariable("AIRFLOW_PROTOCOL_DATA");
        var schema = string.IsNullOrEmpty(folder) ? null : SchemaRules.Read(folder, SchemaVersion);
        return TaskRun.Start(bundle, start, State, Options with { Schema = schema });
    }

    /// <summary>Runs a task that keeps to the protocol, once.</summary>
    public Task<TaskOutcome> RunAsync(string dag, string task) =>
        RunAsync(
            new TaskStart
            {
                DagId = dag,
                TaskId = task,
                RunId = RunId,
            }
        );

    public async Task<TaskOutcome> RunAsync(TaskStart start)
    {
        await using var run = Start(start);
        var outcome = await FinishAsync(run);
        AssertWellBehaved(outcome);
        return outcome;
    }

    /// <summary>Runs a task as often as Airflow would.</summary>
    public async Task<IReadOnlyList<TaskOutcome>> RunTriesAsync(TaskStart start)
    {
        var outcomes = new List<TaskOutcome>();
        do
        {
            outcomes.Add(await RunAsync(start));
            start = start with { TryNumber = start.TryNumber + 1, Id = Guid.CreateVersion7().ToString() };
        } while (outcomes[^1].State == "up_for_retry");

        return outcomes;
    }

    public static async Task<TaskOutcome> FinishAsync(TaskRun run)
    {
        var outcome = await run.Completion.WaitAsync(Limit, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
        return outcome;
    }

    public static Task<JsonObject> WaitForLogAsync(TaskRun run, string text) =>
        run.Record.WaitForLogAsync(
            record => record.Text("event")?.Contains(text, StringComparison.Ordinal) == true,
            $"log record '{text}'",
            Limit
        );

    /// <summary>Asserts what holds for every run of a sound runtime: nothing malformed, one terminal message, and exit code 0.</summary>
    public static void AssertWellBehaved(TaskOutcome outcome)
    {
        AssertSound(outcome);
        Assert.Null(outcome.StartFailure);
        Assert.Single(outcome.TerminalMessages);
        Assert.Equal(0, outcome.ExitCode);
        Assert.False(outcome.WasKilled);
    }

    /// <summary>Asserts that nothing was sent that a supervisor drops, does not understand or dies of.</summary>
    public static void AssertSound(TaskOutcome outcome)
    {
        Assert.Null(outcome.SupervisorDied);
        Assert.Empty(outcome.MessageFlaws);
        Assert.Empty(outcome.DroppedLines);
        Assert.True(outcome.TerminalMessages.Count <= 1, outcome.ToString());
    }
}
