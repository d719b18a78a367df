using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>The Dag runs that tasks were started in or triggered.</summary>
internal sealed class DagRuns
{
    private readonly Dictionary<(string Dag, string Run), JsonObject> _runs = [];
    private readonly Dictionary<(string Dag, string Run, string Task), JsonObject> _instances = [];

    /// <summary>Gets the requests of tasks to trigger a run.</summary>
    public List<JsonObject> Triggered { get; } = [];

    public void Started(TaskStart start)
    {
        _runs[(start.DagId, start.RunId)] = start.DagRun();
        _instances[(start.DagId, start.RunId, start.TaskId)] = new JsonObject
        {
            ["task_id"] = start.TaskId,
            ["dag_id"] = start.DagId,
            ["run_id"] = start.RunId,
            ["logical_date"] = WireValue.Timestamp(start.LogicalDate),
            ["start_date"] = WireValue.Timestamp(DateTimeOffset.UtcNow),
            ["end_date"] = null,
            ["state"] = "running",
            ["try_number"] = start.TryNumber,
            ["map_index"] = start.MapIndex,
            ["duration"] = null,
        };
    }

    public Reply? Answer(string type, JsonObject request)
    {
        var key = (Dag: request.Text("dag_id") ?? "", Run: request.Text("run_id") ?? "");
        switch (type)
        {
            case "GetDag":
                return _runs.Keys.Any(run => run.Dag == key.Dag)
                    ? Reply.Of("DagResult", Dag(key.Dag))
                    : Reply.ServerError(404, $"Dag with dag_id: '{key.Dag}' not found");
            case "GetDagRun":
                return _runs.TryGetValue(key, out var found)
                    ? Reply.Of("DagRunResult", (JsonObject)found.DeepClone())
                    : Reply.ServerError(404, "Dag run not found");
            case "GetDagRunState":
                return _runs.TryGetValue(key, out var run)
                    ? Reply.Of("DagRunStateResult", new JsonObject { ["state"] = run.Text("state") })
                    : Reply.ServerError(404, "Dag run not found");
            case "GetPreviousDagRun":
                return Reply.Of("PreviousDagRunResult", new JsonObject { ["dag_run"] = null });
            case "GetPrevSuccessfulDagRun":
                return Reply.Of("PrevSuccessfulDagRunResult", []);
            case "GetPreviousTI":
                var instance = _instances.FirstOrDefault(one => one.Key.Dag == key.Dag && one.Key.Task == request.Text("task_id")).Value;
                return Reply.Of("PreviousTIResult", new JsonObject { ["task_instance"] = instance?.DeepClone() });
            case "GetDRCount":
                return Reply.Of("DRCount", new JsonObject { ["count"] = _runs.Keys.Count(one => one.Dag == key.Dag) });
            case "GetTICount":
                return Reply.Of(
                    "TICount",
                    new JsonObject { ["count"] = _instances.Keys.Count(one => one.Dag == key.Dag && Asked(request, "task_ids", one.Task)) }
                );
            case "GetTaskStates":
                return Reply.Of("TaskStatesResult", new JsonObject { ["task_states"] = States(key.Dag, request) });
            case "GetTaskBreadcrumbs":
                return Reply.Of("TaskBreadcrumbsResult", new JsonObject { ["breadcrumbs"] = new JsonArray() });
            case "GetTaskRescheduleStartDate":
                return Reply.Of("TaskRescheduleStartDate", new JsonObject { ["start_date"] = null });
            case "TriggerDagRun":
                return Trigger(request, key);
            default:
                return null;
        }
    }

    private Reply Trigger(JsonObject request, (string Dag, string Run) key)
    {
        if (_runs.ContainsKey(key) && !request.Flag("reset_dag_run"))
        {
            return Reply.AlreadyExists("DAGRUN_ALREADY_EXISTS");
        }

        Triggered.Add((JsonObject)request.DeepClone());
        _runs[key] = new TaskStart
        {
            DagId = key.Dag,
            TaskId = "",
            RunId = key.Run,
            Conf = request["conf"] as JsonObject,
        }.DagRun();
        return Reply.Ok;
    }

    private JsonObject States(string dag, JsonObject request)
    {
        var states = new JsonObject();
        foreach (var ((_, run, task), instance) in _instances.Where(one => one.Key.Dag == dag && Asked(request, "run_ids", one.Key.Run)))
        {
            states.TryAdd(run, new JsonObject());
            states[run]![task] = instance.Text("state");
        }

        return states;
    }

    private static bool Asked(JsonObject request, string list, string name) =>
        request[list] is not JsonArray names || names.Any(one => one?.GetValue<string>() == name);

    private static JsonObject Dag(string dag) =>
        new()
        {
            ["dag_id"] = dag,
            ["is_paused"] = false,
            ["bundle_name"] = "dags-folder",
            ["bundle_version"] = null,
            ["relative_fileloc"] = "dags.py",
            ["owners"] = "airflow",
            ["tags"] = new JsonArray(),
            ["next_dagrun"] = null,
        };
}
