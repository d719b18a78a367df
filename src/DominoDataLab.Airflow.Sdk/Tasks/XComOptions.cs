namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>The XCom to read. By default it is the return value of a task in the same run.</summary>
public sealed record XComOptions
{
    /// <summary>The key of a task's return value.</summary>
    public const string ReturnValue = "return_value";

    /// <summary>Gets the key. The default is the return value.</summary>
    public string Key { get; init; } = ReturnValue;

    /// <summary>Gets the ID of the DAG. If null, the task's own DAG is used.</summary>
    public string? DagId { get; init; }

    /// <summary>Gets the ID of the run. If null, the task's own run is used.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets the index of a mapped task instance. If null, the XCom of a task that isn't mapped is read.</summary>
    public int? MapIndex { get; init; }

    /// <summary>Gets a value that indicates whether XComs of earlier runs are used when this run has not pushed any.</summary>
    public bool IncludePriorDates { get; init; }
}
