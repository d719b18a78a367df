using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Projects;

/// <summary>The default settings of a project's executions: environment, hardware tier and volume size.</summary>
public sealed class ProjectSettingsClient
{
    private const string GetRoute = "GET /v4/projects/{projectId}/settings";
    private const string UpdateRoute = "PUT /v4/projects/{projectId}/settings";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectSettingsClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>Gets the settings. <c>GET /v4/projects/{projectId}/settings</c>. Unpublished v4 route.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetRoute)]
    public async Task<ProjectSettings> GetAsync(CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(GetRoute, [id], [], ProjectsJson.Default.ProjectSettings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes settings. <c>PUT /v4/projects/{projectId}/settings</c>. Unpublished v4 route.</summary>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">A token to cancel the request. The settings may already be changed.</param>
    /// <exception cref="DominoNotFoundException">The environment or hardware tier was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">400: the size is out of range. 403: the user does not have permission to change this
    /// project.</exception>
    [Endpoint(UpdateRoute)]
    public async Task UpdateAsync(UpdateProjectSettingsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var body = new UpdateSettingsBody(
            await _project.Environments.GetIdOrNullAsync(request.DefaultEnvironment, cancellationToken).ConfigureAwait(false),
            request.DefaultEnvironmentRevision,
            await _project.HardwareTiers.Names.GetIdOrNullAsync(request.DefaultHardwareTier, cancellationToken).ConfigureAwait(false),
            request.DefaultVolumeSizeGiB
        );
        await _http
            .SendAndForgetJsonAsync(UpdateRoute, [id], body, ProjectsJson.Default.UpdateSettingsBody, RetryMode.Safe, cancellationToken)
            .ConfigureAwait(false);
    }
}
