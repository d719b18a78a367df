using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>One page of a project's jobs.</summary>
public sealed record JobPage
{
    /// <summary>Gets the jobs of the page.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>Gets the number of jobs on all pages.</summary>
    public long TotalCount { get; init; }

    /// <summary>Gets the position of the page in the list.</summary>
    public JobPagination? Pagination { get; init; }

    /// <summary>Gets the names of the statistics that jobs of the project have.</summary>
    public IReadOnlyList<string> DominoStatColumns
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The position of a page in a list.</summary>
public sealed record JobPagination
{
    /// <summary>Gets the maximum number of jobs on the page.</summary>
    public int Limit { get; init; }

    /// <summary>Gets the number of jobs before the page.</summary>
    public int Offset { get; init; }

    /// <summary>Gets the property that the list is ordered by.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Gets the direction: <c>asc</c> or <c>desc</c>.</summary>
    public string? SortBy { get; init; }

    /// <summary>Gets the statistic that the list is ordered by, or null.</summary>
    public string? DominoStatsSortFieldName { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
