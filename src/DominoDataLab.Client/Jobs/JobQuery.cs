namespace DominoDataLab.Client.Jobs;

/// <summary>Which jobs to list, and in what order. The server refuses a word that it does not know with 400.</summary>
public sealed record JobQuery
{
    /// <summary>
    /// <c>all</c>, <c>queued</c>, <c>running</c>, <c>completed</c>, <c>archived</c> or <c>active</c>, in any case. Default: all.
    /// </summary>
    public string Status { get; init; } = "all";

    /// <summary><c>number</c>, <c>numberAsDouble</c>, <c>duration</c>, <c>queued</c>, <c>command</c>, <c>commentCount</c>, <c>status</c>,
    /// <c>title</c>, <c>user</c>, or <c>dominoStatsField</c> for <see cref="OrderByStatistic"/>. Default: number.</summary>
    public string OrderBy { get; init; } = "number";

    /// <summary>The statistic to order by, if <see cref="OrderBy"/> is <c>dominoStatsField</c>. Default: none.</summary>
    public string? OrderByStatistic { get; init; }

    /// <summary>true to sort in ascending order; otherwise, false. Default: false, so the latest jobs come first.</summary>
    public bool Ascending { get; init; }

    /// <summary>true if archived jobs are listed too; otherwise, false. Default: false.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>A tag that the jobs must have. Default: any.</summary>
    public string? Tag { get; init; }

    /// <summary>Jobs per request, 1 to 1,000. Default 100 (servers give 3 if they are not told).</summary>
    public int PageSize { get; init; } = 100;
}
