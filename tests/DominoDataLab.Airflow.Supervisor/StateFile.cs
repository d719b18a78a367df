using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor;

/// <summary>Reads the file that the program is given.</summary>
internal static class StateFile
{
    public static TaskStart Start(JsonObject file, string dag, string task) =>
        new()
        {
            DagId = dag,
            TaskId = task,
            RunId = file.Text("run_id") ?? "r1",
            Retries = (int)(file.Integer("retries") ?? 0),
            MapIndex = (int)(file.Integer("map_index") ?? -1),
            Conf = file["conf"]?.DeepClone() as JsonObject,
            ArgumentBindings = file["arg_bindings"]?.DeepClone() as JsonArray,
        };

    public static AirflowState State(JsonObject file, TaskStart start)
    {
        var state = new AirflowState();
        foreach (var (name, value) in file["variables"] as JsonObject ?? [])
        {
            state.Variables[name] = value?.GetValue<string>();
        }

        foreach (var (id, connection) in file["connections"] as JsonObject ?? [])
        {
            var given = connection!.AsObject();
            state.AddConnection(
                id,
                given.Text("conn_type") ?? "generic",
                given.Text("host"),
                given.Text("login"),
                given.Text("password"),
                given.Text("schema"),
                (int?)given.Integer("port"),
                given.Text("extra")
            );
        }

        foreach (var (task, value) in file["xcoms"] as JsonObject ?? [])
        {
            state.XComs.Set(start.DagId, start.RunId, task, "return_value", value?.DeepClone());
        }

        return state;
    }
}
