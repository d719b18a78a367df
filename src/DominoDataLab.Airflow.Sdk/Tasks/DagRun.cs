using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>A run of a DAG.</summary>
public sealed record DagRun
{
    /// <summary>Gets the ID of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets the ID of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the logical date, or null for a run without one, such as a run that an asset triggered.</summary>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Gets the start of the data interval, or null.</summary>
    public DateTimeOffset? DataIntervalStart { get; init; }

    /// <summary>Gets the end of the data interval, or null.</summary>
    public DateTimeOffset? DataIntervalEnd { get; init; }

    /// <summary>Gets the earliest time at which the run may start, or null.</summary>
    public DateTimeOffset? RunAfter { get; init; }

    /// <summary>Gets the time at which the run started, or null.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Gets the time at which the run ended, or null if it hasn't ended.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Gets how many times the run was cleared.</summary>
    public int ClearNumber { get; init; }

    /// <summary>Gets what started the run, such as <c>manual</c> or <c>scheduled</c>.</summary>
    public string RunType { get; init; } = "";

    /// <summary>Gets the state of the run, such as <c>running</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Gets the configuration that the run was triggered with. DAG parameters and their defaults aren't part of it.</summary>
    public IReadOnlyDictionary<string, JsonElement> Conf
    {
        get;
        init => field = value ?? field;
    } = new Dictionary<string, JsonElement>();

    /// <summary>Gets the user who triggered the run, or null.</summary>
    public string? TriggeringUserName { get; init; }

    /// <summary>Gets the asset events that triggered the run.</summary>
    public IReadOnlyList<ConsumedAssetEvent> ConsumedAssetEvents
    {
        get;
        init => field = value ?? field;
    } = [];

    /// <summary>Gets the partition that the run is for, or null.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Gets the date of the partition, or null.</summary>
    public DateTimeOffset? PartitionDate { get; init; }

    /// <summary>Gets the note of the run, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Gets the name of the team, or null.</summary>
    public string? TeamName { get; init; }
}

/// <summary>An asset event that triggered a DAG run.</summary>
public sealed record ConsumedAssetEvent
{
    /// <summary>Gets the asset.</summary>
    public required Asset Asset { get; init; }

    /// <summary>Gets the additional data of the event. If nothing was added, the kind is Undefined.</summary>
    public JsonElement Extra { get; init; }

    /// <summary>Gets the ID of the task that created the event, or null.</summary>
    public string? SourceTaskId { get; init; }

    /// <summary>Gets the ID of the DAG that created the event, or null.</summary>
    public string? SourceDagId { get; init; }

    /// <summary>Gets the ID of the run that created the event, or null.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Gets the map index of the task that created the event, or null.</summary>
    public int? SourceMapIndex { get; init; }

    /// <summary>Gets the time of the event.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the partition of the event, or null.</summary>
    public string? PartitionKey { get; init; }
}
