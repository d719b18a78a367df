namespace DominoDataLab.Client.Jobs;

/// <summary>A query for jobs: the filter and the order. The server refuses a word that it does not know with 400.</summary>
public sealed record JobQuery
{
    /// <summary>Gets the status of the jobs to list. Default: <see cref="JobStatusFilter.All"/>.</summary>
    public JobStatusFilter Status { get; init; } = JobStatusFilter.All;

    /// <summary>Gets the property to order by. Default: <see cref="JobOrder.Number"/>.</summary>
    public JobOrder OrderBy { get; init; } = JobOrder.Number;

    /// <summary>Gets the statistic to order by, if <see cref="OrderBy"/> is <see cref="JobOrder.Statistic"/>. Default: null.</summary>
    public string? OrderByStatistic { get; init; }

    /// <summary>true to sort in ascending order; otherwise, false. Default: false, so the latest jobs come first.</summary>
    public bool Ascending { get; init; }

    /// <summary>true to include archived jobs; otherwise, false. Default: false.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>Gets the tag that the jobs must have. If null, jobs with any tags are listed. Default: null.</summary>
    public string? Tag { get; init; }

    /// <summary>Gets the number of jobs per request, 1 to 1,000. Default: 100. A server returns 3 jobs if it is not told.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>A filter for the status of jobs. Case does not matter.</summary>
/// <param name="Value">The word as the server writes it.</param>
public readonly record struct JobStatusFilter(string Value)
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>All jobs.</summary>
    public static JobStatusFilter All { get; } = new("all");

    /// <summary>Jobs that are not finished.</summary>
    public static JobStatusFilter Active { get; } = new("active");

    /// <summary>Jobs that wait to be started.</summary>
    public static JobStatusFilter Queued { get; } = new("queued");

    /// <summary>Jobs whose code is running.</summary>
    public static JobStatusFilter Running { get; } = new("running");

    /// <summary>Jobs that have ended, successfully or not.</summary>
    public static JobStatusFilter Completed { get; } = new("completed");

    /// <summary>Archived jobs.</summary>
    public static JobStatusFilter Archived { get; } = new("archived");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;
}

/// <summary>A property that jobs are ordered by.</summary>
/// <param name="Value">The word as the server writes it.</param>
public readonly record struct JobOrder(string Value)
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>The number in the project.</summary>
    public static JobOrder Number { get; } = new("number");

    /// <summary>The duration.</summary>
    public static JobOrder Duration { get; } = new("duration");

    /// <summary>The time of submission.</summary>
    public static JobOrder Queued { get; } = new("queued");

    /// <summary>The command.</summary>
    public static JobOrder Command { get; } = new("command");

    /// <summary>The number of comments.</summary>
    public static JobOrder CommentCount { get; } = new("commentCount");

    /// <summary>The status.</summary>
    public static JobOrder Status { get; } = new("status");

    /// <summary>The title.</summary>
    public static JobOrder Title { get; } = new("title");

    /// <summary>The user who started the job.</summary>
    public static JobOrder User { get; } = new("user");

    /// <summary>A statistic of the jobs: see <see cref="JobQuery.OrderByStatistic"/>.</summary>
    public static JobOrder Statistic { get; } = new("dominoStatsField");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;
}
