using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>One page of a project's jobs.</summary>
public sealed record JobPage
{
    /// <summary>The jobs.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public long TotalCount { get; init; }

    /// <summary>Which part of the list it is.</summary>
    public JobPagination? Pagination { get; init; }

    /// <summary>Names of the statistics that jobs of the project have.</summary>
    public IReadOnlyList<string> DominoStatColumns
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Which part of a list a page is.</summary>
public sealed record JobPagination
{
    /// <summary>The most jobs that the page could have.</summary>
    public int Limit { get; init; }

    /// <summary>Jobs before the page.</summary>
    public int Offset { get; init; }

    /// <summary>The field that the list is ordered by.</summary>
    public string? OrderBy { get; init; }

    /// <summary><c>asc</c> or <c>desc</c>.</summary>
    public string? SortBy { get; init; }

    /// <summary>The statistic that the list is ordered by, if it is.</summary>
    public string? DominoStatsSortFieldName { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
