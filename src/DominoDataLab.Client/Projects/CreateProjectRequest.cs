namespace DominoDataLab.Client.Projects;

/// <summary>A request to create a project.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>Gets the name, without the owner.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Gets the ID of the owner: of a user, or of an organization as a user. If null, <see cref="Owner"/> is used.
    /// </summary>
    public string? OwnerId { get; init; }

    /// <summary>
    /// Gets the user name or email address of the owner, or the name of an organization. It is looked up before the project is created.
    /// If null, the user of the credential is the owner.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>Gets the description. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the visibility. Default: public, visible to all users of the deployment.</summary>
    public ProjectVisibility Visibility { get; init; } = ProjectVisibility.Public;

    /// <summary>Gets the collaborators and their roles. Default: empty.</summary>
    public IReadOnlyList<ProjectCollaborator> Collaborators { get; init; } = [];

    /// <summary>Gets the names of the tags. Default: empty.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the billing tag. Default: null.</summary>
    public string? BillingTag { get; init; }
}
