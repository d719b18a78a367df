namespace DominoDataLab.Client.Projects;

/// <summary>What a new project is to be.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>The name, without the owner's.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's id, which the server checks. Null: see <see cref="Owner"/>.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The owner's user name, looked up before the project is created; only if <see cref="OwnerId"/> is null. Null: the credential's user.</summary>
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
