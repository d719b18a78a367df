using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads and triggers DAG runs.</summary>
public sealed class DagRunsClient
{
    private readonly Supervisor _supervisor;
    private readonly TaskInstance _task;
    private readonly JsonTypes _types;

    internal DagRunsClient(Supervisor supervisor, TaskInstance task, JsonTypes types)
    {
        _supervisor = supervisor;
        _task = task;
        _types = types;
    }

    /// <summary>Gets a DAG.</summary>
    /// <exception cref="AirflowException">The DAG does not exist; the status code is 404.</exception>
    public async Task<Dag> GetDagAsync(string dagId, CancellationToken cancellationToken = default) =>
        ProtocolJson.Read(
            await SendAsync(Start("GetDag", dagId), cancellationToken).ConfigureAwait(false),
            ProtocolJson.Default.Dag,
            "DagResult"
        );

    /// <summary>Gets a run.</summary>
    /// <exception cref="AirflowException">The run does not exist; the status code is 404.</exception>
    public async Task<DagRun> GetAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        ProtocolJson.Read(
            await SendAsync(Start("GetDagRun", dagId, runId), cancellationToken).ConfigureAwait(false),
            ProtocolJson.Default.DagRun,
            "DagRunResult"
        );

    /// <summary>Gets the state of a run, such as <c>running</c> or <c>success</c>.</summary>
    /// <exception cref="AirflowException">The run does not exist; the status code is 404.</exception>
    public async Task<string> GetStateAsync(string dagId, string runId, CancellationToken cancellationToken = default)
    {
        var reply = await SendAsync(Start("GetDagRunState", dagId, runId), cancellationToken).ConfigureAwait(false);
        return Reply.GetString(reply, "state") ?? "";
    }

    /// <summary>Triggers a run.</summary>
    /// <returns>true if the run was created; false if a run with the ID exists already.</returns>
    /// <exception cref="AirflowException">The DAG does not exist, or Airflow refused the request.</exception>
    public async Task<bool> TriggerAsync(TriggerDagRunRequest trigger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var request = Start("TriggerDagRun", trigger.DagId, trigger.RunId)
            .SetIf("logical_date", trigger.LogicalDate)
            .SetIf("run_after", trigger.RunAfter);
        if (trigger.Conf is { } conf)
        {
            request.Set("conf", ValueWriter.Encode(conf, _types, "the configuration of the run"));
        }

        request.Set("reset_dag_run", trigger.ResetExisting).SetIf("partition_key", trigger.PartitionKey).SetIf("note", trigger.Note);
        try
        {
            await SendAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AirflowException exception) when (exception.ErrorCode == "DAGRUN_ALREADY_EXISTS")
        {
            return false;
        }
    }

    /// <summary>Gets the run before a logical date, or null if no run is earlier.</summary>
    /// <param name="dagId">The ID of the DAG.</param>
    /// <param name="logicalDate">The date.</param>
    /// <param name="state">The state of the run, or null for any.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task<DagRun?> FindPreviousAsync(
        string dagId,
        DateTimeOffset logicalDate,
        string? state = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = Start("GetPreviousDagRun", dagId).Set("logical_date", logicalDate).SetIf("state", state);
        var reply = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.PreviousRunReply, "PreviousDagRunResult").DagRun;
    }

    /// <summary>Gets the dates of the last successful run before this one. They are null if no run succeeded.</summary>
    public async Task<PreviousSuccess> GetPreviousSuccessAsync(CancellationToken cancellationToken = default)
    {
        var request = new Request("GetPrevSuccessfulDagRun").Set("ti_id", _task.Id);
        var reply = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.PreviousSuccess, "PrevSuccessfulDagRunResult");
    }

    /// <summary>Counts the runs of a DAG.</summary>
    public async Task<int> CountAsync(string dagId, DagRunQuery? query = null, CancellationToken cancellationToken = default)
    {
        var request = Start("GetDRCount", dagId);
        QueryFields.Add(request, _types, "logical_dates", query?.LogicalDates?.Select(Moment.Format));
        QueryFields.Add(request, _types, "run_ids", query?.RunIds);
        QueryFields.Add(request, _types, "states", query?.States);
        return Reply.GetInt32(await SendAsync(request, cancellationToken).ConfigureAwait(false), "count");
    }

    private Task<JsonElement> SendAsync(Request request, CancellationToken cancellationToken) =>
        _supervisor.RequestAsync(request, cancellationToken);

    private static Request Start(string type, string dagId)
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        return new Request(type).Set("dag_id", dagId);
    }

    private static Request Start(string type, string dagId, string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        return Start(type, dagId).Set("run_id", runId);
    }
}
