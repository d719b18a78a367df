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

    /// <summary>The tags, if the reply has them.</summary>
    public IReadOnlyList<ProjectTag>? Tags { get; init; }

    /// <summary>Who works on it beside the owner, if the reply says.</summary>
    public IReadOnlyList<ProjectCollaborator>? Collaborators { get; init; }

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

    /// <summary>The owner's id: a user's, or an organization's id as a user. Null: <see cref="Owner"/>.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The owner's user name or e-mail address, or an organization's name. Null: the credential's user.</summary>
    public string? Owner { get; init; }

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

internal sealed record CreateProjectBody(string Name, ProjectVisibility Visibility, string OwnerId, string Description, IReadOnlyList<ProjectCollaborator> Collaborators, TagNames Tags, BillingTagBody? BillingTag);

internal sealed record TagNames([property: JsonPropertyName("tagNames")] IReadOnlyList<string> Names);

internal sealed record BillingTagBody(string Tag);

internal sealed record ForkBody(string Name);

internal sealed record DescriptionBody(string Description);

internal sealed record VisibilityBody(ProjectVisibility Visibility);

internal sealed record UseableEnvironments(List<EnvironmentName> Environments);

internal sealed record EnvironmentName(string Id, string Name);

/// <summary>The JSON of projects.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(List<Project>))]
[JsonSerializable(typeof(CreateProjectBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(DescriptionBody))]
[JsonSerializable(typeof(VisibilityBody))]
[JsonSerializable(typeof(AddedTags))]
[JsonSerializable(typeof(List<ProjectTag>))]
[JsonSerializable(typeof(ProjectTagDetails))]
[JsonSerializable(typeof(InviteBody))]
[JsonSerializable(typeof(List<CollaboratorName>))]
[JsonSerializable(typeof(CollaboratorNameObject))]
[JsonSerializable(typeof(ProjectSettings))]
[JsonSerializable(typeof(UpdateSettingsBody))]
[JsonSerializable(typeof(RevisionId))]
[JsonSerializable(typeof(UseableEnvironments))]
internal sealed partial class ProjectsJson : JsonSerializerContext;
