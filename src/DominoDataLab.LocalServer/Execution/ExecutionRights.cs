using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>
/// Checks whether a user may run something in a project. It is checked when an execution starts, too: users and roles may have been
/// removed since it was requested.
/// </summary>
internal sealed class ExecutionRights(
    UserStore users,
    ApiKeys keys,
    ProjectStore projects,
    ProjectGuard access,
    EnvironmentStore environments
)
{
    /// <summary>Returns why a user may not run something in a project now, or null.</summary>
    public string? Refusal(string userId, string projectId)
    {
        var project = projects.ById(projectId);
        return users.FindById(userId) is not { } user || !keys.IsActive(user)
                ? $"The user who started this was removed from the server, so nothing runs for them in {project.OwnerName}/{project.Name}."
            : access.AccessOf(user, project) < ProjectAccess.Contribute
                ? $"{user.Name} may no longer run anything in {project.OwnerName}/{project.Name}: it takes a contributor."
            : null;
    }

    /// <summary>Returns why a user may not use an environment now, or null.</summary>
    public string? EnvironmentRefusal(string userId, string environmentId) =>
        users.FindById(userId) is { } user
        && environments.Find(environmentId) is { } environment
        && EnvironmentStore.MayUse(user, environment)
            ? null
            : "The user who started this may not use its environment, which is private to another user. Choose another environment.";
}
