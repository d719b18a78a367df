namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Which runs of a DAG to count. By default, all of them.</summary>
public sealed record DagRunQuery
{
    /// <summary>Gets the logical dates, or null for all.</summary>
    public IReadOnlyList<DateTimeOffset>? LogicalDates { get; init; }

    /// <summary>Gets the IDs of the runs, or null for all.</summary>
    public IReadOnlyList<string>? RunIds { get; init; }

    /// <summary>Gets the states, or null for all.</summary>
    public IReadOnlyList<string>? States { get; init; }
}

/// <summary>The dates of the last successful run of a DAG.</summary>
public sealed record PreviousSuccess
{
    /// <summary>Gets the start of the run's data interval, or null.</summary>
    public DateTimeOffset? DataIntervalStart { get; init; }

    /// <summary>Gets the end of the run's data interval, or null.</summary>
    public DateTimeOffset? DataIntervalEnd { get; init; }

    /// <summary>Gets the time at which the run started, or null.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Gets the time at which the run ended, or null.</summary>
    public DateTimeOffset? EndDate { get; init; }
}

/// <summary>A run to trigger.</summary>
public sealed record TriggerDagRunRequest
{
    /// <summary>Gets the ID of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets the ID of the new run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the logical date, or null for none.</summary>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Gets the earliest time at which the run may start, or null for now.</summary>
    public DateTimeOffset? RunAfter { get; init; }

    /// <summary>Gets the configuration of the run, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Conf { get; init; }

    /// <summary>Gets a value that indicates whether an existing run with the ID is cleared and started again.</summary>
    public bool ResetExisting { get; init; }

    /// <summary>Gets the partition of the run, or null.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Gets the note of the run, or null.</summary>
    public string? Note { get; init; }
}
