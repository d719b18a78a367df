// Runs one task of a bundle as Airflow would, and prints what happened. Reads the variables, connections and XComs from a JSON file:
//   {"variables": {"name": "text"}, "connections": {"id": {"conn_type": "http", "host": "example.com"}},
//    "xcoms": {"upstream_task": 42}, "conf": {}, "retries": 2, "run_id": "r1", "arg_bindings": []}
//   dotnet run --project tests/DominoDataLab.Airflow.Supervisor -- BUNDLE DAG_ID TASK_ID [STATE_FILE] [SCHEMA_FOLDER]
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;

if (args.Length is < 3 or > 5)
{
    Console.Error.WriteLine("usage: BUNDLE DAG_ID TASK_ID [STATE_FILE] [SCHEMA_FOLDER]");
    return 2;
}

var given = args.Length > 3 ? JsonNode.Parse(await File.ReadAllTextAsync(args[3]))!.AsObject() : [];
var start = StateFile.Start(given, args[1], args[2]);
var state = StateFile.State(given, start);
var options = new SupervisorOptions
{
    Schema = args.Length > 4 ? SchemaRules.Read(args[4], start.ArgumentBindings is null ? "2026-06-16" : "2026-10-30") : null,
};
TaskOutcome outcome;
do
{
    await using var run = TaskRun.Start(new BundleCommand(Path.GetFullPath(args[0])), start, state, options);
    outcome = await run.Completion;
    Console.WriteLine($"try {start.TryNumber}: {outcome}");
    start = start with { TryNumber = start.TryNumber + 1, Id = Guid.CreateVersion7().ToString() };
} while (outcome.State == "up_for_retry");

return outcome.State == "success" ? 0 : 1;
