using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads other task instances, and skips downstream tasks.</summary>
public sealed class TaskInstancesClient
{
    private readonly Supervisor _supervisor;
    private readonly TaskInstance _task;
    private readonly JsonTypes _types;
    private readonly XComsClient _xcoms;

    internal TaskInstancesClient(Supervisor supervisor, TaskInstance task, JsonTypes types, XComsClient xcoms)
    {
        _supervisor = supervisor;
        _task = task;
        _types = types;
        _xcoms = xcoms;
    }

    /// <summary>Counts the task instances of a DAG.</summary>
    public async Task<int> CountAsync(string dagId, TaskInstanceQuery? query = null, CancellationToken cancellationToken = default)
    {
        var request = Start("GetTICount", dagId, query);
        QueryFields.Add(request, _types, "states", query?.States);
        return Reply.GetInt32(await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false), "count");
    }

    /// <summary>
    /// Gets the states of task instances, by run ID and task ID. The ID of a mapped task ends in its index, such as <c>load_0</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>>> GetStatesAsync(
        string dagId,
        TaskInstanceQuery? query = null,
        CancellationToken cancellationToken = default
    )
    {
        var reply = await _supervisor.RequestAsync(Start("GetTaskStates", dagId, query), cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.TaskStatesReply, "TaskStatesResult").TaskStates
            ?? new Dictionary<string, IReadOnlyDictionary<string, string?>>();
    }

    /// <summary>Gets the task instance before a logical date, or null if none is earlier.</summary>
    /// <param name="dagId">The ID of the DAG.</param>
    /// <param name="taskId">The ID of the task.</param>
    /// <param name="logicalDate">The date, or null for the newest task instance.</param>
    /// <param name="state">The state of the task instance, or null for any.</param>
    /// <param name="mapIndex">The index of a mapped task, or -1.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task<PreviousTaskInstance?> FindPreviousAsync(
        string dagId,
        string taskId,
        DateTimeOffset? logicalDate = null,
        string? state = null,
        int mapIndex = -1,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        var request = new Request("GetPreviousTI")
            .Set("dag_id", dagId)
            .Set("task_id", taskId)
            .SetIf("logical_date", logicalDate)
            .Set("map_index", mapIndex)
            .SetIf("state", state);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.PreviousTaskReply, "PreviousTIResult").TaskInstance;
    }

    /// <summary>Gets the time at which the first of a try's reschedules started, or null if the try was never rescheduled.</summary>
    public async Task<DateTimeOffset?> FindRescheduleStartAsync(int tryNumber = 1, CancellationToken cancellationToken = default)
    {
        var request = new Request("GetTaskRescheduleStartDate").Set("ti_id", _task.Id).Set("try_number", tryNumber);
        return Reply.GetTime(await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false), "start_date");
    }

    /// <summary>Lists how far a run has come, task by task, as Airflow describes it.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListBreadcrumbsAsync(
        string dagId,
        string runId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var request = new Request("GetTaskBreadcrumbs").Set("dag_id", dagId).Set("run_id", runId);
        var breadcrumbs = Reply.Get(await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false), "breadcrumbs");
        return breadcrumbs.ValueKind == JsonValueKind.Array ? [.. breadcrumbs.EnumerateArray()] : [];
    }

    /// <summary>Skips downstream tasks, as a branch does. The other downstream tasks run.</summary>
    /// <param name="taskIds">The IDs of the tasks to skip.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task SkipDownstreamAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taskIds);
        var skipped = new Dictionary<string, object?> { ["skipped"] = taskIds };
        await _xcoms.PushAsync("skipmixin_key", skipped, cancellationToken).ConfigureAwait(false);
        var request = new Request("SkipDownstreamTasks");
        QueryFields.Add(request, _types, "tasks", taskIds);
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private Request Start(string type, string dagId, TaskInstanceQuery? query)
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        var request = new Request(type).Set("dag_id", dagId).SetIf("map_index", query?.MapIndex);
        QueryFields.Add(request, _types, "task_ids", query?.TaskIds);
        request.SetIf("task_group_id", query?.TaskGroupId);
        QueryFields.Add(request, _types, "logical_dates", query?.LogicalDates?.Select(Moment.Format));
        QueryFields.Add(request, _types, "run_ids", query?.RunIds);
        return request;
    }
}
