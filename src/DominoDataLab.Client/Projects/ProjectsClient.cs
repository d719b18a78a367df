using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.Users;

namespace DominoDataLab.Client.Projects;

/// <summary>Finds, creates, lists, forks and archives projects.</summary>
public sealed class ProjectsClient
{
    private const string CreateV1Route = "POST /project";
    private const string CreateRoute = "POST /v4/projects";
    private const string GetRoute = "GET /v4/projects/{projectId}";
    private const string FindRoute = "GET /v4/gateway/projects/findProjectByOwnerAndName";
    private const string ListRoute = "GET /v4/gateway/projects";
    private const string ForkRoute = "POST /v4/projects/{projectId}/fork";
    private const string UpdateDescriptionRoute = "PATCH /v4/projects/{projectId}/description";
    private const string UpdateVisibilityRoute = "PATCH /v4/projects/{projectId}/visibility";
    private const string ArchiveRoute = "DELETE /v4/projects/{projectId}";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;
    private readonly UsersClient _users;

    internal ProjectsClient(DominoHttp http, VersionGate versions, UsersClient users) =>
        (_http, _versions, _users) = (http, versions, users);

    /// <summary>Creates a project. <c>POST /v4/projects</c>.</summary>
    /// <param name="request">The name and other properties.</param>
    /// <param name="cancellationToken">A token to cancel the request. The project may already exist.</param>
    /// <returns>The project. Some servers leave out properties that <see cref="GetAsync"/> returns.</returns>
    /// <exception cref="DominoNotFoundException">The owner was not found (Python: <c>UserNotFoundException</c>). Nothing was
    /// created.</exception>
    /// <exception cref="DominoApiException">409 or 400: the name is taken or not allowed.</exception>
    [Endpoint(CreateRoute)]
    public async Task<Project> CreateAsync(CreateProjectRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        RefuseBlank(request.OwnerId, nameof(request.OwnerId));
        RefuseBlank(request.Owner, nameof(request.Owner));
        await _versions.RequireAsync("This library", "4.1.0", cancellationToken).ConfigureAwait(false);
        var owner = request switch
        {
            { OwnerId: { } id } => id,
            { Owner: { } name } => await _users.GetIdAsync(name, cancellationToken).ConfigureAwait(false),
            _ => (await _users.GetSelfAsync(cancellationToken).ConfigureAwait(false)).Id,
        };
        var body = new CreateProjectBody(
            request.Name,
            request.Visibility,
            owner,
            request.Description,
            request.Collaborators,
            new TagNames(request.Tags),
            string.IsNullOrEmpty(request.BillingTag) ? null : new TagBody(request.BillingTag)
        );
        return await _http
            .SendJsonAsync(
                CreateRoute,
                [],
                body,
                ProjectsJson.Default.CreateProjectBody,
                ProjectsJson.Default.Project,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Creates a project through the form of older deployments. <c>POST /project</c>.</summary>
    /// <param name="name">The name, without the owner.</param>
    /// <param name="ownerUserName">The owner. If null, the credential's user is used.</param>
    /// <param name="cancellationToken">A token to cancel the request. The project may already exist.</param>
    /// <exception cref="DominoNotFoundException">The owner was not found. Nothing was created.</exception>
    /// <exception cref="DominoApiException">The server refused. The message is the server's.</exception>
    [Endpoint(CreateV1Route)]
    public async Task CreateByFormAsync(string name, string? ownerUserName = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RefuseBlank(ownerUserName, nameof(ownerUserName));
        List<KeyValuePair<string, string>> fields = [new("projectName", name)];
        if (ownerUserName is not null)
        {
            await _users.GetIdAsync(ownerUserName, cancellationToken).ConfigureAwait(false);
            fields.Add(new("ownerOverrideUsername", ownerUserName));
        }

        await _http
            .SendAndForgetAsync(
                new DominoRequest(CreateV1Route, [])
                {
                    Content = () => new FormUrlEncodedContent(fields),
                    CsrfHeader = true,
                    RetryMode = RetryMode.Never,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Gets a project by ID. <c>GET /v4/projects/{projectId}</c>.</summary>
    /// <param name="projectId">The project's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the project was not found.</exception>
    [Endpoint(GetRoute)]
    public Task<Project> GetAsync(string projectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        return _http.GetJsonAsync(GetRoute, [projectId], [], ProjectsJson.Default.Project, cancellationToken);
    }

    /// <summary>Finds a project by owner and name, or returns null. <c>GET /v4/gateway/projects/findProjectByOwnerAndName</c>.</summary>
    /// <param name="owner">The owner's user name.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(FindRoute)]
    public async Task<Project?> FindAsync(string owner, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        try
        {
            // Some servers answer an unknown name with an object that has no ID.
            return await _http
                .GetJsonAsync(
                    FindRoute,
                    [],
                    [("ownerName", owner), ("projectName", name)],
                    ProjectsJson.Default.JsonElement,
                    found =>
                        found.ValueKind == JsonValueKind.Null
                        || (found.ValueKind == JsonValueKind.Object && !found.TryGetProperty("id", out _))
                            ? null
                            : ResponseJson.Read(found, ProjectsJson.Default.Project),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lists projects. <c>GET /v4/gateway/projects</c>. The server returns all of them at once.</summary>
    /// <param name="relationship">The relationship of the user to the projects. If null, the projects that the user owns are listed.
    /// <c>Suggesting</c>, the word of an older client, is sent as <c>Suggested</c>.</param>
    /// <param name="includeCompleted">true to list completed projects, too; otherwise, false.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Project> ListAsync(
        ProjectRelationship? relationship = null,
        bool includeCompleted = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var wanted = relationship ?? ProjectRelationship.Owned;
        var projects = await _http
            .GetJsonAsync(
                ListRoute,
                [],
                [
                    ("relationship", wanted.Value == "Suggesting" ? ProjectRelationship.Suggested.Value : wanted.Value),
                    ("showCompleted", includeCompleted ? "true" : "false"),
                ],
                ProjectsJson.Default.ListProject,
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var project in projects)
        {
            yield return project;
        }
    }

    /// <summary>Copies a project and its history. <c>POST /v4/projects/{projectId}/fork</c>.</summary>
    /// <param name="projectId">The project to copy.</param>
    /// <param name="newName">The name of the copy.</param>
    /// <param name="cancellationToken">A token to cancel the request. The copy may already exist.</param>
    /// <exception cref="DominoApiException">404: the project was not found. 409: the name is taken.</exception>
    [Endpoint(ForkRoute)]
    public Task<Project> ForkAsync(string projectId, string newName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        ArgumentException.ThrowIfNullOrWhiteSpace(newName);
        return _http.SendJsonAsync(
            ForkRoute,
            [projectId],
            new ForkBody(newName),
            ProjectsJson.Default.ForkBody,
            ProjectsJson.Default.Project,
            RetryMode.Never,
            cancellationToken
        );
    }

    /// <summary>Changes a project's description. <c>PATCH /v4/projects/{projectId}/description</c>. Unpublished v4 route.</summary>
    /// <param name="projectId">The project's ID: 24 hexadecimal digits.</param>
    /// <param name="description">The new description, which may be empty.</param>
    /// <param name="cancellationToken">A token to cancel the request. The description may already be changed.</param>
    /// <exception cref="DominoApiException">404: the project was not found. 403: the user does not have permission to change
    /// it.</exception>
    [Endpoint(UpdateDescriptionRoute)]
    public Task UpdateDescriptionAsync(string projectId, string description, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        ArgumentNullException.ThrowIfNull(description);
        return _http.SendAndForgetJsonAsync(
            UpdateDescriptionRoute,
            [projectId],
            new DescriptionBody(description),
            ProjectsJson.Default.DescriptionBody,
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>Changes who may see a project. <c>PATCH /v4/projects/{projectId}/visibility</c>. Unpublished v4 route.</summary>
    /// <param name="projectId">The project's ID: 24 hexadecimal digits.</param>
    /// <param name="visibility">The new visibility.</param>
    /// <param name="cancellationToken">A token to cancel the request. The visibility may already be changed.</param>
    /// <exception cref="DominoApiException">404: the project was not found. 403: the user is not an owner.</exception>
    [Endpoint(UpdateVisibilityRoute)]
    public Task UpdateVisibilityAsync(string projectId, ProjectVisibility visibility, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        return _http.SendAndForgetJsonAsync(
            UpdateVisibilityRoute,
            [projectId],
            new VisibilityBody(visibility),
            ProjectsJson.Default.VisibilityBody,
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>Archives a project. <c>DELETE /v4/projects/{projectId}</c>.</summary>
    /// <param name="projectId">The project's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the project was not found. 403: the user may not archive it.</exception>
    [Endpoint(ArchiveRoute)]
    public Task ArchiveAsync(string projectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        return _http.SendAndForgetAsync(new DominoRequest(ArchiveRoute, [projectId]) { RetryMode = RetryMode.Safe }, cancellationToken);
    }

    /// <summary>
    /// Archives a project that the user owns, by name. Completed projects are included. <c>DELETE /v4/projects/{projectId}</c>.
    /// </summary>
    /// <param name="name">The name, without the owner.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The user does not own a project with that name. Nothing was archived.</exception>
    [Endpoint(ArchiveRoute)]
    public async Task ArchiveByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        await foreach (var project in ListAsync(ProjectRelationship.Owned, includeCompleted: true, cancellationToken).ConfigureAwait(false))
        {
            if (project.Name == name)
            {
                await ArchiveAsync(project.Id, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        throw new DominoNotFoundException("project", name, "Only projects that the user owns were searched. Archive others by ID.");
    }

    private static void RefuseBlank(string? value, string name)
    {
        if (value is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        }
    }
}
