using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Projects;

/// <summary>Whose project it is.</summary>
public sealed record ProjectOwner
{
    /// <summary>The user's ID, if given.</summary>
    public string? Id { get; init; }

    /// <summary>The user name.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The status of a project.</summary>
public sealed record ProjectStatus
{
    /// <summary><c>active</c> or <c>complete</c>.</summary>
    public string? Status { get; init; }

    /// <summary>true if it waits for something; otherwise, false.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Gets the reason for the block, or null.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>Gets the message of the completion, or null.</summary>
    public string? CompletedMessage { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A git repository of a project.</summary>
public sealed record ProjectRepository
{
    /// <summary>24 hexadecimal digits, if given.</summary>
    public string? Id { get; init; }

    /// <summary>The name, if it has one.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the address, or null if the reply has only its parts.</summary>
    public string? Uri { get; init; }

    /// <summary>Gets the hosting service, such as <c>github</c>.</summary>
    public string? ServiceProvider { get; init; }

    /// <summary>The version that is used if no other is asked for: of a main repository.</summary>
    [JsonPropertyName("defaultRef")]
    public GitReference? DefaultReference { get; init; }

    /// <summary>The version that is imported: of an imported repository.</summary>
    [JsonPropertyName("ref")]
    public GitReference? Reference { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The template that a project was made from.</summary>
public sealed record ProjectTemplate
{
    /// <summary>The template's ID.</summary>
    public string? TemplateId { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A project's executions of one kind.</summary>
public sealed record ProjectRunCount
{
    /// <summary>The kind, such as <c>Batch</c> or <c>Workspace</c>.</summary>
    public string? RunType { get; init; }

    /// <summary>Gets the number of running executions.</summary>
    public int ExecutingCount { get; init; }

    /// <summary>Gets the number of completed executions.</summary>
    public int StoppedCount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
