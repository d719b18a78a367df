using System.Text.Json;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.BillingTags;

/// <summary>
/// The billing tag of one project. For administrators, from Domino 5.11.0 on; a <see cref="DominoApiException"/> with status 403 for
/// others.
/// </summary>
public sealed class ProjectBillingTagClient
{
    private const string GetRoute = "GET /v4/projects/{projectId}/billingtag";
    private const string SetRoute = "POST /v4/projects/{projectId}/billingtag";
    private const string ResetRoute = "DELETE /v4/projects/{projectId}/billingtag";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;
    private readonly ProjectClient _project;

    internal ProjectBillingTagClient(DominoHttp http, VersionGate versions, ProjectClient project) =>
        (_http, _versions, _project) = (http, versions, project);

    /// <summary>Gets the project's tag, or null. <c>GET /v4/projects/{projectId}/billingtag</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetRoute)]
    public async Task<string?> GetAsync(CancellationToken cancellationToken = default)
    {
        var projectId = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var reply = await _http
            .GetJsonAsync(GetRoute, [projectId], [], BillingTagsJson.Default.JsonElement, cancellationToken)
            .ConfigureAwait(false);

        // Deployments answer with an object; the description of newer ones has a string.
        return reply.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => reply.GetString(),
            JsonValueKind.Object when reply.TryGetProperty("tag", out var tag) && tag.ValueKind == JsonValueKind.String => tag.GetString(),
            _ => throw new DominoException($"{GetRoute}: the deployment answered {reply.GetRawText()}, which has no tag."),
        };
    }

    /// <summary>Gives the project a tag in place of the one it has. <c>POST /v4/projects/{projectId}/billingtag</c>.</summary>
    /// <param name="tag">An active billing tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The project may already have the tag.</param>
    /// <returns>The project with its new tag.</returns>
    /// <exception cref="DominoApiException">400: the tag was not found or is archived, or billing tags are disabled.</exception>
    [Endpoint(SetRoute)]
    public async Task<Project> SetAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        var projectId = await ReadyAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Takes the project's tag away. <c>DELETE /v4/projects/{projectId}/billingtag</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <returns>The project without a tag.</returns>
    [Endpoint(ResetRoute)]
    public async Task<Project> ResetAsync(CancellationToken cancellationToken = default)
    {
        var projectId = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(
                new DominoRequest(ResetRoute, [projectId]) { RetryMode = RetryMode.Safe },
                BillingTagsJson.Default.Project,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<string> ReadyAsync(CancellationToken cancellationToken)
    {
        await _versions.RequireAsync("Billing tags", "5.11.0", cancellationToken).ConfigureAwait(false);
        return await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
    }
}
