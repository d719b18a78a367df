namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>The options of a task that triggers a run of another DAG. Airflow itself runs it, so strings are templates.</summary>
public sealed record TriggerDagRunOptions
{
    /// <summary>Gets the ID of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets the ID of the run, or null for one that Airflow chooses.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets the configuration of the run, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Conf { get; init; }

    /// <summary>Gets the logical date of the run, such as <c>{{ ds }}</c>, or null for none.</summary>
    public string? LogicalDate { get; init; }

    /// <summary>Gets a value that indicates whether the task waits for the end of the run.</summary>
    public bool WaitForCompletion { get; init; }

    /// <summary>Gets a value that indicates whether the task is skipped when the run exists already.</summary>
    public bool SkipWhenAlreadyExists { get; init; }
}
