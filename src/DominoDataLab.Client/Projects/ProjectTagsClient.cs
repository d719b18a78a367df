using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Projects;

/// <summary>The tags of a project.</summary>
public sealed class ProjectTagsClient
{
    private const string ListRoute = "GET /v4/projects/{projectId}";
    private const string GetRoute = "GET /projectTags/{tagId}";
    private const string AddRoute = "POST /v4/projects/{projectId}/tags";
    private const string RemoveRoute = "DELETE /v4/projects/{projectId}/tags/{tagId}";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;
    private readonly ProjectsClient _projects;

    internal ProjectTagsClient(DominoHttp http, ProjectClient project, ProjectsClient projects) =>
        (_http, _project, _projects) = (http, project, projects);

    /// <summary>Lists the tags of the project. <c>GET /v4/projects/{projectId}</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<ProjectTag> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var tag in await FetchAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return tag;
        }
    }

    /// <summary>Finds a tag by name, or returns null. <c>GET /v4/projects/{projectId}</c>.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async Task<ProjectTag?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (await FetchAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(tag => tag.Name == name);
    }

    /// <summary>Gets a tag by ID. <c>GET /projectTags/{tagId}</c>. Undescribed route.</summary>
    /// <param name="tagId">The ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the tag was not found.</exception>
    [Endpoint(GetRoute)]
    public Task<ProjectTagDetails> GetAsync(string tagId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tagId);
        return _http.GetJsonAsync(GetRoute, [tagId], [], ProjectsJson.Default.ProjectTagDetails, cancellationToken);
    }

    /// <summary>Adds tags. Existing tags are kept. <c>POST /v4/projects/{projectId}/tags</c>. Unpublished v4 route.</summary>
    /// <param name="names">The names, at least one.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tags may already exist.</param>
    /// <returns>The added tags. Some deployments return only one of them.</returns>
    /// <exception cref="DominoApiException">403: the user does not have permission to change this project.</exception>
    [Endpoint(AddRoute)]
    public async Task<IReadOnlyList<ProjectTag>> AddAsync(IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("The list of tags is empty or contains an empty tag.", nameof(names));
        }

        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    AddRoute,
                    [id],
                    new TagNames(names),
                    ProjectsJson.Default.TagNames,
                    ProjectsJson.Default.AddedTags,
                    RetryMode.Safe,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Tags;
    }

    /// <summary>
    /// Removes a tag by name. <c>DELETE /v4/projects/{projectId}/tags/{tagId}</c>, after a request for its ID. Unpublished v4 route.
    /// </summary>
    /// <param name="name">The exact name.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <returns>true if the project had the tag; otherwise, false, and nothing was changed.</returns>
    /// <exception cref="DominoApiException">403: the user does not have permission to change this project.</exception>
    [Endpoint(RemoveRoute)]
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } tag)
        {
            return false;
        }

        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(RemoveRoute, [id, tag.Id]) { RetryMode = RetryMode.Never }, cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    private async Task<IReadOnlyList<ProjectTag>> FetchAsync(CancellationToken cancellationToken) =>
        (
            await _projects
                .GetAsync(await _project.GetIdAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false)
        ).Tags
        ?? [];
}
