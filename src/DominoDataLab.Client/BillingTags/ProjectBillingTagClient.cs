using System.Text.Json;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.BillingTags;

/// <summary>Gets, sets and removes the billing tag of a project. For administrators, in Domino 5.11.0 or newer.</summary>
/// <remarks>Every method throws a <see cref="DominoApiException"/> with status 403 if the user is not an administrator.</remarks>
public sealed class ProjectBillingTagClient
{
    private const string GetRoute = "GET /v4/projects/{projectId}/billingtag";
    private const string SetRoute = "POST /v4/projects/{projectId}/billingtag";
    private const string RemoveRoute = "DELETE /v4/projects/{projectId}/billingtag";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectBillingTagClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>Gets the name of the project's tag, or null if the project has no tag.</summary>
    /// <remarks>Sends <c>GET /v4/projects/{projectId}/billingtag</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<string?> GetAsync(CancellationToken cancellationToken = default)
    {
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);

        // Deployments answer with an object. The description of newer versions has a string.
        return await _http
            .GetJsonAsync(
                GetRoute,
                [projectId],
                [],
                BillingTagsJson.Default.JsonElement,
                reply =>
                    reply.ValueKind switch
                    {
                        JsonValueKind.Null => null,
                        JsonValueKind.String => reply.GetString(),
                        _ => ResponseJson.Read(reply, BillingTagsJson.Default.TagBody).Tag,
                    },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Sets the project's tag. It replaces the tag that the project has.</summary>
    /// <remarks>Sends <c>POST /v4/projects/{projectId}/billingtag</c>.</remarks>
    /// <param name="tag">The name of an active billing tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The project may already have the tag.</param>
    /// <returns>The project with its new tag.</returns>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    /// <exception cref="DominoApiException">400: the tag was not found or is archived, or billing tags are disabled.</exception>
    [Endpoint(SetRoute)]
    public async Task<Project> SetAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(
                SetRoute,
                [projectId],
                new TagBody(tag),
                BillingTagsJson.Default.TagBody,
                BillingTagsJson.Default.Project,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Removes the tag from the project.</summary>
    /// <remarks>Sends <c>DELETE /v4/projects/{projectId}/billingtag</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <returns>The project without a tag.</returns>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(RemoveRoute)]
    public async Task<Project> RemoveAsync(CancellationToken cancellationToken = default)
    {
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(
                new DominoRequest(RemoveRoute, [projectId]) { RetryMode = RetryMode.Safe },
                BillingTagsJson.Default.Project,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
