using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Projects;

/// <summary>The owner of a project.</summary>
public sealed record ProjectOwner
{
    /// <summary>Gets the ID of the user, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the user name.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The status of a project.</summary>
public sealed record ProjectStatus
{
    /// <summary>Gets the status: <c>active</c> or <c>complete</c>.</summary>
    public string? Status { get; init; }

    /// <summary>true if the project is blocked; otherwise, false.</summary>
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
    /// <summary>Gets the ID: 24 hexadecimal digits, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the address, or null if the response has only its parts.</summary>
    public string? Uri { get; init; }

    /// <summary>Gets the hosting service, such as <c>github</c>.</summary>
    public string? ServiceProvider { get; init; }

    /// <summary>Gets the default reference of a main repository.</summary>
    [JsonPropertyName("defaultRef")]
    public GitReference? DefaultReference { get; init; }

    /// <summary>Gets the reference that is imported from an imported repository.</summary>
    [JsonPropertyName("ref")]
    public GitReference? Reference { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The template that a project was created from.</summary>
public sealed record ProjectTemplate
{
    /// <summary>Gets the ID of the template.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The executions of one kind in a project.</summary>
public sealed record ProjectRunCount
{
    /// <summary>Gets the kind, such as <c>Batch</c> or <c>Workspace</c>.</summary>
    public string? RunType { get; init; }

    /// <summary>Gets the number of running executions.</summary>
    public int ExecutingCount { get; init; }

    /// <summary>Gets the number of completed executions.</summary>
    public int StoppedCount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
