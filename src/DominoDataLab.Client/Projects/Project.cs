using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.BillingTags;

namespace DominoDataLab.Client.Projects;

/// <summary>A project.</summary>
public sealed record Project
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name, without the owner's.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's id, if the reply names it.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The owner's user name, if the reply names it as a text.</summary>
    public string? OwnerUsername { get; init; }

    /// <summary>The owner's user name, as lists give it.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The owner, as look-ups give it.</summary>
    public ProjectOwner? Owner { get; init; }

    /// <summary>The description; may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>Who may see it.</summary>
    public ProjectVisibility? Visibility { get; init; }

    /// <summary>The billing tag, if it has one and the reply names it.</summary>
    public BillingTag? BillingTag { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Whose project it is.</summary>
public sealed record ProjectOwner
{
    /// <summary>The user's id, if given.</summary>
    public string? Id { get; init; }

    /// <summary>The user name.</summary>
    public required string UserName { get; init; }
}

/// <summary>What <c>POST /v4/projects</c> is asked for.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>The name, without the owner's.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's id. Null: the credential's user.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The description. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who may see it. Default: everybody in the deployment.</summary>
    public ProjectVisibility Visibility { get; init; } = ProjectVisibility.Public;

    /// <summary>Who works on it, and as what. Default: nobody but the owner.</summary>
    public IReadOnlyList<ProjectCollaborator> Collaborators { get; init; } = [];

    /// <summary>The tags' names. Default: none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The billing tag. Default: none.</summary>
    public string? BillingTag { get; init; }
}

/// <summary>A user who works on a project.</summary>
/// <param name="CollaboratorId">The user's id.</param>
/// <param name="ProjectRole"><c>Contributor</c>, <c>ResultsConsumer</c>, <c>LauncherUser</c>, <c>ProjectImporter</c> or <c>Owner</c>.</param>
public sealed record ProjectCollaborator(string CollaboratorId, string ProjectRole);

internal sealed record CreateProjectBody(string Name, ProjectVisibility Visibility, string OwnerId, string Description, IReadOnlyList<ProjectCollaborator> Collaborators, TagNames Tags, BillingTagBody? BillingTag);

internal sealed record TagNames([property: JsonPropertyName("tagNames")] IReadOnlyList<string> Names);

internal sealed record BillingTagBody(string Tag);

internal sealed record ForkBody(string Name);

internal sealed record User(string Id, string UserName, string? Email = null);

/// <summary>The JSON of projects.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(List<Project>))]
[JsonSerializable(typeof(CreateProjectBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(User))]
internal sealed partial class ProjectsJson : JsonSerializerContext;
