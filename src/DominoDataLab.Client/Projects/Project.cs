using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>A project. Lists and look-ups leave out some of the fields; <see cref="ProjectsClient.GetAsync"/> gives most.</summary>
public sealed record Project
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name, without the owner's.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's ID, if the reply names it.</summary>
    public string? OwnerId
    {
        get => field ?? Owner?.Id;
        init;
    }

    /// <summary>The owner's user name, whichever way the reply names it.</summary>
    [JsonPropertyName("ownerUsername")]
    public string? OwnerUserName
    {
        get => field ?? OwnerName ?? Owner?.UserName;
        init;
    }

    /// <summary>The owner's user name, as lists give it.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The owner, as look-ups give it.</summary>
    public ProjectOwner? Owner { get; init; }

    /// <summary>The description; may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the visibility.</summary>
    public ProjectVisibility? Visibility { get; init; }

    /// <summary>Gets the time when it was created, if the reply says.</summary>
    [JsonPropertyName("created")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the ID of the stage it is in.</summary>
    public string? StageId { get; init; }

    /// <summary><c>Analytic</c>, <c>DataSet</c> or <c>Template</c>.</summary>
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

    /// <summary>The main git repository; null if Domino keeps the files.</summary>
    public ProjectRepository? MainRepository { get; init; }

    /// <summary>The git repositories it imports.</summary>
    public IReadOnlyList<ProjectRepository> ImportedGitRepositories
    {
        get => field ?? [];
        init;
    }

    /// <summary>The template it was made from, if it was.</summary>
    public ProjectTemplate? TemplateDetails { get; init; }

    /// <summary>Gets the caller's relationship to the project, as lists return it.</summary>
    public ProjectRelationship? Relationship { get; init; }

    /// <summary>Gets the executions by kind, as lists give them.</summary>
    public IReadOnlyList<ProjectRunCount> RunCounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>The billing tag, if it has one and the reply names it.</summary>
    public BillingTag? BillingTag { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
