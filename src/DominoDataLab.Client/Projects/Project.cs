using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>A project. Lists and searches leave out some properties. <see cref="ProjectsClient.GetAsync"/> returns most of them.</summary>
public sealed record Project
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name, without the owner.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the ID of the owner, or null if the response does not have it.</summary>
    public string? OwnerId
    {
        get => field ?? Owner?.Id;
        init;
    }

    /// <summary>Gets the user name of the owner, or null if the response does not have it.</summary>
    [JsonPropertyName("ownerUsername")]
    public string? OwnerUserName
    {
        get => field ?? OwnerName ?? Owner?.UserName;
        init;
    }

    /// <summary>The user name of the owner in lists.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The owner in responses to searches.</summary>
    public ProjectOwner? Owner { get; init; }

    /// <summary>Gets the description, which may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the visibility.</summary>
    public ProjectVisibility? Visibility { get; init; }

    /// <summary>Gets the time when the project was created, or null if the response does not have it.</summary>
    [JsonPropertyName("created")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the ID of the stage that the project is in.</summary>
    public string? StageId { get; init; }

    /// <summary>Gets the type: <c>Analytic</c>, <c>DataSet</c> or <c>Template</c>.</summary>
    public string? ProjectType { get; init; }

    /// <summary>Gets the status: active, complete or blocked.</summary>
    public ProjectStatus? Status { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<ProjectTag> Tags
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the IDs of the users who work on it.</summary>
    public IReadOnlyList<string> CollaboratorIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the collaborators and their roles.</summary>
    public IReadOnlyList<ProjectCollaborator> Collaborators
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the main Git repository, or null if Domino stores the files.</summary>
    public ProjectRepository? MainRepository { get; init; }

    /// <summary>Gets the imported Git repositories.</summary>
    public IReadOnlyList<ProjectRepository> ImportedGitRepositories
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the template that the project was created from, or null.</summary>
    public ProjectTemplate? TemplateDetails { get; init; }

    /// <summary>Gets the caller's relationship to the project, as lists return it.</summary>
    public ProjectRelationship? Relationship { get; init; }

    /// <summary>Gets the executions by kind, as lists return them.</summary>
    public IReadOnlyList<ProjectRunCount> RunCounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the billing tag, or null.</summary>
    public BillingTag? BillingTag { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
