using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Access;

/// <summary>Decides what a user may do with a project.</summary>
internal sealed class ProjectGuard(Database database, ProjectStore projects)
{
    /// <summary>Gets a project by ID if the caller has the access that is needed.</summary>
    /// <exception cref="DomainException">The project does not exist for the caller, or the caller has less access.</exception>
    public ProjectRow Require(UserRow caller, string projectId, ProjectAccess needed) =>
        Require(caller, projects.FindById(projectId), $"with the id '{projectId}'", needed);

    /// <summary>Gets a project by its owner and name if the caller has the access that is needed.</summary>
    /// <exception cref="DomainException">The project does not exist for the caller, or the caller has less access.</exception>
    public ProjectRow Require(UserRow caller, string owner, string name, ProjectAccess needed) =>
        Require(caller, projects.Find(owner, name), $"'{owner}/{name}'", needed);

    public ProjectAccess AccessOf(UserRow user, ProjectRow project) =>
        user.IsAdministrator || project.OwnerId == user.Id
            ? ProjectAccess.Own
            : Higher(
                RoleOf(user, project) switch
                {
                    "Owner" => ProjectAccess.Own,
                    "Contributor" => ProjectAccess.Contribute,
                    "ResultsConsumer" => ProjectAccess.Read,
                    "LauncherUser" => ProjectAccess.ViewRuns,
                    "ProjectImporter" => ProjectAccess.Discover,
                    _ => ProjectAccess.None,
                },
                project.Visibility switch
                {
                    "Public" => ProjectAccess.Read,
                    "Searchable" => ProjectAccess.Discover,
                    _ => ProjectAccess.None,
                }
            );

    /// <summary>Gets the user's role, or null if the user has no access.</summary>
    /// <remarks>
    /// If organizations give the user further roles, the highest one counts. Members of the organization that owns the project
    /// contribute to it, and administrators of that organization own it.
    /// </remarks>
    public string? RoleOf(UserRow user, ProjectRow project) =>
        database
            .List(
                """
                WITH me(id, role) AS (
                    SELECT $user, NULL
                    UNION ALL SELECT o.id, m.role FROM organization_members m JOIN users o ON o.organization_id = m.organization_id
                    WHERE m.user_id = $user)
                SELECT c.role FROM collaborators c JOIN me ON me.id = c.user_id WHERE c.project_id = $project
                UNION ALL SELECT CASE role WHEN 'Admin' THEN 'Owner' ELSE 'Contributor' END FROM me WHERE id = $owner AND role IS NOT NULL
                """,
                row => row.GetString(0),
                ("$project", project.Id),
                ("$user", user.Id),
                ("$owner", project.OwnerId)
            )
            .MaxBy(ProjectRoles.Rank);

    /// <summary>Checks the caller's access to something in a project, such as a job.</summary>
    /// <param name="caller">The user who sent the request.</param>
    /// <param name="projectId">The project that it belongs to. If null, it does not exist.</param>
    /// <param name="needed">The access that the request needs.</param>
    /// <param name="visible">The access that is needed to know that it exists.</param>
    /// <param name="notFound">The message for something that does not exist. Callers without access get the same one.</param>
    /// <exception cref="DomainException">It does not exist for the caller, or the caller has less access.</exception>
    public void RequireFor(UserRow caller, string? projectId, ProjectAccess needed, ProjectAccess visible, string notFound)
    {
        if (projectId is null || projects.FindById(projectId) is not { } project || AccessOf(caller, project) < visible)
        {
            throw DomainException.NotFound(notFound);
        }

        _ = Allowed(caller, project, needed);
    }

    private ProjectRow Require(UserRow caller, ProjectRow? project, string named, ProjectAccess needed) =>
        project is null || AccessOf(caller, project) == ProjectAccess.None
            ? throw ProjectStore.NoProject(named)
            : Allowed(caller, project, needed);

    private ProjectRow Allowed(UserRow caller, ProjectRow project, ProjectAccess needed) =>
        AccessOf(caller, project) >= needed
            ? project
            : throw DomainException.Forbidden(
                $"{caller.Name} may not do this with {project.OwnerName}/{project.Name}: it takes {Named(needed)}. "
                    + "The project's owner can give that role."
            );

    private static ProjectAccess Higher(ProjectAccess one, ProjectAccess other) => one > other ? one : other;

    private static string Named(ProjectAccess level) =>
        level switch
        {
            ProjectAccess.Own => "an owner",
            ProjectAccess.Contribute => "a contributor",
            ProjectAccess.Read => "a results consumer",
            _ => "a launcher user",
        };
}
