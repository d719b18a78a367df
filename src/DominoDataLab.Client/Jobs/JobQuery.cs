namespace DominoDataLab.Client.Jobs;

/// <summary>Which jobs to list, and in what order.</summary>
public sealed record JobQuery
{
    /// <summary><c>all</c>, <c>queued</c>, <c>running</c>, <c>completed</c>, <c>archived</c> or <c>active</c>. Default: all.</summary>
    public string Status { get; init; } = "all";

    /// <summary><c>number</c>, <c>duration</c>, <c>queued</c>, <c>command</c>, <c>status</c>, <c>title</c>, <c>user</c>, <c>commentCount</c> or <c>dominoStatsField</c>. Default: number.</summary>
    public string OrderBy { get; init; } = "number";

    /// <summary>The statistic to order by, if <see cref="OrderBy"/> is <c>dominoStatsField</c>.</summary>
    public string? StatisticName { get; init; }

    /// <summary>Whether the first is the lowest. Default: the newest come first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Whether archived jobs are listed too. Default: no.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>A tag that the jobs must have. Default: any.</summary>
    public string? Tag { get; init; }

    /// <summary>Jobs per request, 1 to 1,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;
}
