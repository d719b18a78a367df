namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>A DAG.</summary>
public sealed record Dag
{
    /// <summary>Gets the ID.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets a value that indicates whether the DAG is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Gets the name of the DAG bundle, or null.</summary>
    public string? BundleName { get; init; }

    /// <summary>Gets the version of the DAG bundle, or null.</summary>
    public string? BundleVersion { get; init; }

    /// <summary>Gets the path of the DAG's file in the DAG bundle, or null.</summary>
    public string? RelativeFileloc { get; init; }

    /// <summary>Gets the owners, separated by commas, or null.</summary>
    public string? Owners { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<string> Tags
    {
        get;
        init => field = value ?? field;
    } = [];

    /// <summary>Gets the time of the next run, or null.</summary>
    public DateTimeOffset? NextDagrun { get; init; }
}
