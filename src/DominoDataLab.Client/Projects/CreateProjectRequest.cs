namespace DominoDataLab.Client.Projects;

/// <summary>A request to create a project.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>The name, without the owner's.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The owner's ID: a user's, or an organization's id as a user; the server checks it. If null, <see cref="Owner"/> is used.
    /// </summary>
    public string? OwnerId { get; init; }

    /// <summary>
    /// The owner's user name or e-mail address, or an organization's name; looked up before the project is created. If null, the
    /// credential's user is used.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>The description. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The visibility. Default: public, for all users of the deployment.</summary>
    public ProjectVisibility Visibility { get; init; } = ProjectVisibility.Public;

    /// <summary>The collaborators and their roles. Default: none.</summary>
    public IReadOnlyList<ProjectCollaborator> Collaborators { get; init; } = [];

    /// <summary>The tags' names. Default: none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The billing tag. Default: none.</summary>
    public string? BillingTag { get; init; }
}
