namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>The options of a DAG. An option that is null has Airflow's default.</summary>
public sealed record DagOptions
{
    /// <summary>
    /// Gets the schedule: a cron expression with 5 to 7 fields, a preset such as <c>@daily</c>, <c>@once</c> or <c>@continuous</c>. If
    /// null, the DAG runs when it is triggered.
    /// </summary>
    public string? Schedule { get; init; }

    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the name that the UI shows.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Gets the documentation, in Markdown.</summary>
    public string? DocMarkdown { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the first date of the schedule.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Gets the last date of the schedule.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Gets the longest duration of a run.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>Gets a value that indicates whether missed runs are made up for.</summary>
    public bool? Catchup { get; init; }

    /// <summary>Gets the number of tasks that run at a time.</summary>
    public int? MaxActiveTasks { get; init; }

    /// <summary>Gets the number of runs at a time.</summary>
    public int? MaxActiveRuns { get; init; }

    /// <summary>Gets the number of failed runs in a row after which the DAG is paused.</summary>
    public int? MaxConsecutiveFailedRuns { get; init; }

    /// <summary>Gets a value that indicates whether a failed task fails the run at once.</summary>
    public bool? FailFast { get; init; }

    /// <summary>Gets a value that indicates whether the DAG is paused when Airflow first sees it.</summary>
    public bool? IsPausedUponCreation { get; init; }

    /// <summary>Gets a value that indicates whether templates keep the types of their values.</summary>
    public bool? RenderTemplateAsNativeObject { get; init; }

    /// <summary>Gets a value that indicates whether runs use the newest version of the DAG bundle.</summary>
    public bool? DisableBundleVersioning { get; init; }
}
