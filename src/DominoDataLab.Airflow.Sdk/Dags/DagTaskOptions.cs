namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>The options of a task in a DAG. An option that is null has Airflow's default.</summary>
public sealed record DagTaskOptions
{
    /// <summary>Gets the queue, which Airflow's configuration must map to a coordinator for executables.</summary>
    public string? Queue { get; init; }

    /// <summary>Gets the owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets the number of retries.</summary>
    public int? Retries { get; init; }

    /// <summary>Gets the delay before a retry.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Gets the factor by which the delay grows, or 0 for a constant delay.</summary>
    public double? RetryExponentialBackoff { get; init; }

    /// <summary>Gets the longest delay before a retry.</summary>
    public TimeSpan? MaxRetryDelay { get; init; }

    /// <summary>Gets the longest duration of a try. Airflow doesn't enforce it for tasks in C#.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>Gets when the task runs, such as <c>all_success</c> or <c>all_done</c>.</summary>
    public string? TriggerRule { get; init; }

    /// <summary>Gets the pool.</summary>
    public string? Pool { get; init; }

    /// <summary>Gets the number of slots that the task takes in its pool.</summary>
    public int? PoolSlots { get; init; }

    /// <summary>Gets the priority.</summary>
    public int? PriorityWeight { get; init; }

    /// <summary>Gets how priorities add up, such as <c>downstream</c>.</summary>
    public string? WeightRule { get; init; }

    /// <summary>Gets a value that indicates whether the task waits for its success in the run before.</summary>
    public bool? DependsOnPast { get; init; }

    /// <summary>Gets a value that indicates whether the first run ignores <see cref="DependsOnPast"/>.</summary>
    public bool? IgnoreFirstDependsOnPast { get; init; }

    /// <summary>Gets a value that indicates whether the task waits for the run before, even when it is skipped.</summary>
    public bool? WaitForPastDependsBeforeSkipping { get; init; }

    /// <summary>Gets a value that indicates whether the task waits for its downstream tasks in the run before.</summary>
    public bool? WaitForDownstream { get; init; }

    /// <summary>
    /// Gets a value that indicates whether the return value is pushed. Airflow doesn't tell tasks in C#, which always push.
    /// </summary>
    public bool? PushXCom { get; init; }

    /// <summary>Gets the documentation, in Markdown.</summary>
    public string? DocMarkdown { get; init; }

    /// <summary>Gets the name that the UI shows.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Gets the executor.</summary>
    public string? Executor { get; init; }

    /// <summary>Gets the template for the label of a mapped task instance.</summary>
    public string? MapIndexTemplate { get; init; }

    /// <summary>Gets the number of the task's instances that run at a time.</summary>
    public int? MaxActiveInstancesPerDag { get; init; }

    /// <summary>Gets the number of the task's instances that run at a time in one run.</summary>
    public int? MaxActiveInstancesPerRun { get; init; }

    /// <summary>Gets the first date on which the task runs.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Gets the last date on which the task runs.</summary>
    public DateTimeOffset? EndDate { get; init; }
}
