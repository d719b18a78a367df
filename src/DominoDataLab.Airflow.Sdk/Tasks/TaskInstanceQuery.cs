namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Which task instances of a DAG to read. By default, all of them.</summary>
public sealed record TaskInstanceQuery
{
    /// <summary>Gets the index of a mapped task, or null for all.</summary>
    public int? MapIndex { get; init; }

    /// <summary>Gets the IDs of the tasks, or null for all.</summary>
    public IReadOnlyList<string>? TaskIds { get; init; }

    /// <summary>Gets the ID of a task group, or null for all.</summary>
    public string? TaskGroupId { get; init; }

    /// <summary>Gets the logical dates of the runs, or null for all.</summary>
    public IReadOnlyList<DateTimeOffset>? LogicalDates { get; init; }

    /// <summary>Gets the IDs of the runs, or null for all.</summary>
    public IReadOnlyList<string>? RunIds { get; init; }

    /// <summary>Gets the states, or null for all. Only counts can be limited to states.</summary>
    public IReadOnlyList<string>? States { get; init; }
}

/// <summary>An earlier task instance.</summary>
public sealed record PreviousTaskInstance
{
    /// <summary>Gets the ID of the task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Gets the ID of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets the ID of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the logical date of the run, or null.</summary>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Gets the time at which the task started, or null.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Gets the time at which the task ended, or null.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Gets the state, or null.</summary>
    public string? State { get; init; }

    /// <summary>Gets the number of the last try.</summary>
    public int TryNumber { get; init; }

    /// <summary>Gets the map index, or null.</summary>
    public int? MapIndex { get; init; }

    /// <summary>Gets how long the task ran, in seconds, or null.</summary>
    public double? Duration { get; init; }
}
