using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Users;

namespace DominoDataLab.Client.Projects;

/// <summary>The collaborators of a project and their roles. Organizations can be collaborators, too.</summary>
public sealed class ProjectCollaboratorsClient
{
    private const string ListNamesRoute = "GET /{owner}/{project}/collaborators";
    private const string ListRoute = "GET /v4/projects/{projectId}";
    private const string AddRoute = "POST /v4/projects/{projectId}/collaborators";
    private const string InviteRoute = "POST /v4/projects/{projectId}/addManyCollaborators";
    private const string UpdateRoute = "PATCH /v4/projects/{projectId}/collaboratorRole";
    private const string RemoveRoute = "DELETE /v4/projects/{projectId}/collaborators/{collaboratorId}";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;
    private readonly ProjectsClient _projects;
    private readonly UsersClient _users;

    internal ProjectCollaboratorsClient(DominoHttp http, ProjectClient project, ProjectsClient projects, UsersClient users) =>
        (_http, _project, _projects, _users) = (http, project, projects, users);

    /// <summary>
    /// Lists the collaborators with their roles. <c>GET /v4/projects/{projectId}</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<ProjectCollaborator> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        foreach (var collaborator in (await _projects.GetAsync(id, cancellationToken).ConfigureAwait(false)).Collaborators ?? [])
        {
            yield return collaborator;
        }
    }

    /// <summary>
    /// Lists the user names of the collaborators. The owner may be among them. <c>GET /{owner}/{project}/collaborators</c>. Undescribed
    /// route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListNamesRoute)]
    public async IAsyncEnumerable<string> ListNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var collaborator in await _http
                .GetJsonAsync(ListNamesRoute, [owner, name], [], ProjectsJson.Default.ListCollaboratorName, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return collaborator.UserName;
        }
    }

    /// <summary>
    /// Adds a collaborator without a message. To send one, use <see cref="InviteAsync"/>.
    /// <c>POST /v4/projects/{projectId}/collaborators</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="user">The name, email address or ID of a user, or the name of an organization.</param>
    /// <param name="role">The role. If null, the user becomes a contributor.</param>
    /// <param name="cancellationToken">A token to cancel the request. The collaborator may already be added.</param>
    /// <exception cref="DominoNotFoundException">The user or the project was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to manage collaborators.</exception>
    [Endpoint(AddRoute)]
    public async Task<ProjectCollaborator> AddAsync(string user, ProjectRole? role = null, CancellationToken cancellationToken = default)
    {
        var (userId, projectId) = await IdsAsync(user, cancellationToken).ConfigureAwait(false);
        var body = new ProjectCollaborator(userId, role ?? ProjectRole.Contributor);
        return await _http
            .SendJsonAsync(
                AddRoute,
                [projectId],
                body,
                ProjectsJson.Default.ProjectCollaborator,
                ProjectsJson.Default.ProjectCollaborator,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Adds contributors and sends them a message. <c>POST /v4/projects/{projectId}/addManyCollaborators</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="userNamesOrEmails">User names or email addresses, at least one.</param>
    /// <param name="welcomeMessage">A message in the invitation. Optional. The local server sends no mail.</param>
    /// <param name="cancellationToken">A token to cancel the request. The collaborators may already be added.</param>
    /// <exception cref="DominoApiException">403: the user does not have permission to manage collaborators. 404: the user was not
    /// found.</exception>
    [Endpoint(InviteRoute)]
    public async Task InviteAsync(
        IReadOnlyList<string> userNamesOrEmails,
        string? welcomeMessage = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(userNamesOrEmails);
        if (userNamesOrEmails.Count == 0 || userNamesOrEmails.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("The list of users is empty or contains an empty name.", nameof(userNamesOrEmails));
        }

        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                InviteRoute,
                [projectId],
                new InviteBody(userNamesOrEmails, welcomeMessage),
                ProjectsJson.Default.InviteBody,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Changes the role of a collaborator. <c>PATCH /v4/projects/{projectId}/collaboratorRole</c>. Unpublished v4 route.</summary>
    /// <param name="user">The name, email address or ID of the collaborator.</param>
    /// <param name="role">The new role.</param>
    /// <param name="cancellationToken">A token to cancel the request. The role may already be changed.</param>
    /// <exception cref="DominoNotFoundException">The user or the project was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to manage collaborators. 404: the user is not a
    /// collaborator.</exception>
    [Endpoint(UpdateRoute)]
    public async Task UpdateRoleAsync(string user, ProjectRole role, CancellationToken cancellationToken = default)
    {
        var (userId, projectId) = await IdsAsync(user, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                UpdateRoute,
                [projectId],
                new ProjectCollaborator(userId, role),
                ProjectsJson.Default.ProjectCollaborator,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Removes a collaborator. <c>DELETE /v4/projects/{projectId}/collaborators/{collaboratorId}</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="user">The name, email address or ID of the collaborator.</param>
    /// <param name="cancellationToken">A token to cancel the request. The collaborator may already be removed.</param>
    /// <exception cref="DominoNotFoundException">The user or the project was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to manage collaborators. 404: the user is not a
    /// collaborator.</exception>
    [Endpoint(RemoveRoute)]
    public async Task RemoveAsync(string user, CancellationToken cancellationToken = default)
    {
        var (userId, projectId) = await IdsAsync(user, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(RemoveRoute, [projectId, userId]) { RetryMode = RetryMode.Never }, cancellationToken)
            .ConfigureAwait(false);
    }

    // The user first: an unknown one is reported before the project is looked up.
    private async Task<(string UserId, string ProjectId)> IdsAsync(string user, CancellationToken cancellationToken) =>
        (
            await _users.GetIdAsync(user, cancellationToken).ConfigureAwait(false),
            await _project.GetIdAsync(cancellationToken).ConfigureAwait(false)
        );
}
