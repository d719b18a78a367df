using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.BillingTags;

/// <summary>A tag by which the cost of projects is summed up.</summary>
public sealed record BillingTag
{
    /// <summary>The tag itself.</summary>
    public required string Tag { get; init; }

    /// <summary>Gets the ID, if the reply names it.</summary>
    public string? TagId { get; init; }

    /// <summary>
    /// true if the tag is active; false if it is archived and cannot be given to further projects. Null if the reply does not say; lists
    /// contain only active tags.
    /// </summary>
    [JsonPropertyName("active")]
    public bool? IsActive { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>How a deployment uses billing tags.</summary>
public sealed record BillingTagSettings
{
    /// <summary>true if projects need one; otherwise, false.</summary>
    public required BillingTagMode Mode { get; init; }

    /// <summary>true if notifications about billing tags are sent; otherwise, false.</summary>
    [JsonPropertyName("notifications")]
    public bool NotificationsEnabled { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Which projects to list by their billing tags, and in what order.</summary>
public sealed record BillingTagProjectQuery
{
    /// <summary>The tag that the projects must have. Optional.</summary>
    public string? BillingTag { get; init; }

    /// <summary>A part of the projects' names. Optional.</summary>
    public string? NameFilter { get; init; }

    /// <summary>The field to sort by, such as <c>name</c>. If null, the server sorts by name.</summary>
    public string? SortBy { get; init; }

    /// <summary>
    /// true to sort in ascending order; false to sort in descending order. If null, the server sorts in descending order.
    /// </summary>
    public bool? Ascending { get; init; }

    /// <summary>true if only projects without a billing tag are listed; otherwise, false. Default: false.</summary>
    public bool MissingTagOnly { get; init; }

    /// <summary>Projects per request, 1 to 1,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;
}

internal sealed record BillingTagList(IReadOnlyList<BillingTag> BillingTags);

internal sealed record BillingTagEnvelope(BillingTag BillingTag);

internal sealed record NewBillingTags(IReadOnlyList<string> BillingTags);

internal sealed record BillingTagModeBody(BillingTagMode Mode);

internal sealed record BillingTagNotificationsBody(bool Notifications);

internal sealed record ProjectTagBody(string ProjectId, TagBody BillingTag);

internal sealed record TagBody(string Tag);

internal sealed record ProjectsTagsBody(IReadOnlyList<ProjectTagBody> ProjectsBillingTags);

internal sealed record ProjectPage(IReadOnlyList<Project> Page, int TotalMatches);

internal sealed record ProjectSummaries(IReadOnlyList<Project> Summaries);

/// <summary>The JSON of billing tags.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BillingTagList))]
[JsonSerializable(typeof(BillingTagEnvelope))]
[JsonSerializable(typeof(NewBillingTags))]
[JsonSerializable(typeof(BillingTagSettings))]
[JsonSerializable(typeof(BillingTagModeBody))]
[JsonSerializable(typeof(BillingTagNotificationsBody))]
[JsonSerializable(typeof(ProjectsTagsBody))]
[JsonSerializable(typeof(ProjectPage))]
[JsonSerializable(typeof(ProjectSummaries))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BillingTagsJson : JsonSerializerContext;
