using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>An event of an asset: a task has produced it.</summary>
public sealed record AssetEvent
{
    /// <summary>Gets the ID of the event.</summary>
    public long Id { get; init; }

    /// <summary>Gets the time of the event.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the asset.</summary>
    public required Asset Asset { get; init; }

    /// <summary>Gets the additional data of the event. If nothing was added, the kind is Undefined.</summary>
    public JsonElement Extra { get; init; }

    /// <summary>Gets the runs that the event triggered.</summary>
    public IReadOnlyList<DagRun> CreatedDagruns
    {
        get;
        init => field = value ?? field;
    } = [];

    /// <summary>Gets the ID of the task that created the event, or null.</summary>
    public string? SourceTaskId { get; init; }

    /// <summary>Gets the ID of the DAG that created the event, or null.</summary>
    public string? SourceDagId { get; init; }

    /// <summary>Gets the ID of the run that created the event, or null.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Gets the map index of the task that created the event, or null.</summary>
    public int? SourceMapIndex { get; init; }

    /// <summary>Gets the partition of the event, or null.</summary>
    public string? PartitionKey { get; init; }
}

/// <summary>Which events of an asset to list. By default, all of them, the oldest first.</summary>
public sealed record AssetEventQuery
{
    /// <summary>Gets the time after which the events lie, or null.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Gets the time before which the events lie, or null.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Gets the largest number of events, or null.</summary>
    public int? Limit { get; init; }

    /// <summary>Gets a value that indicates whether the newest event comes first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Gets the partition of the events, or null for all.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Gets a regular expression that the partitions match, or null for all.</summary>
    public string? PartitionKeyPattern { get; init; }
}
