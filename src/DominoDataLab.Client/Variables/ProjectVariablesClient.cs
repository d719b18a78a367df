using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Variables;

/// <summary>
/// The environment variables of a project's executions. They take precedence over those of the compute environment. Variables of the user
/// who starts an execution take precedence over both.
/// </summary>
public sealed class ProjectVariablesClient
{
    private const string ListRoute = "GET /v4/projects/{projectId}/environmentVariables";
    private const string SetRoute = "POST /v4/projects/{projectId}/environmentVariables";
    private const string DeleteRoute = "DELETE /v4/projects/{projectId}/environmentVariables/{environmentVariableName}";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectVariablesClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>
    /// Lists the variables with their values. <c>GET /v4/projects/{projectId}/environmentVariables</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">403: the user does not have permission to run in this project.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<EnvironmentVariable> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var variable in await _http
                .GetJsonAsync(ListRoute, [id], [], VariablesJson.Default.ListEnvironmentVariable, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return variable;
        }
    }

    /// <summary>Creates or replaces a variable. <c>POST /v4/projects/{projectId}/environmentVariables</c>. Unpublished v4 route.</summary>
    /// <param name="name">The name: a letter, followed by letters, digits and <c>_</c>.</param>
    /// <param name="value">The value: at most 65,536 bytes in UTF-8. Logs and messages never contain it.</param>
    /// <param name="cancellationToken">A token to cancel the request. The variable may already be set.</param>
    /// <exception cref="ArgumentException">The name or the value is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to change this project.</exception>
    [Endpoint(SetRoute)]
    public async Task SetAsync(string name, string value, CancellationToken cancellationToken = default)
    {
        EnvironmentVariable.Check(name, value);
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendJsonAsync(
                DominoHttp.Json(
                    SetRoute,
                    [id],
                    new EnvironmentVariable(name, value),
                    VariablesJson.Default.EnvironmentVariable,
                    RetryMode.Safe
                ) with
                {
                    Secrets = [value],
                },
                VariablesJson.Default.EnvironmentVariable,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes a variable. <c>DELETE /v4/projects/{projectId}/environmentVariables/{environmentVariableName}</c>. Unpublished v4 route.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">A token to cancel the request. The variable may already be deleted.</param>
    /// <exception cref="DominoApiException">404: the variable was not found. 403: the user does not have permission to change this
    /// project.</exception>
    [Endpoint(DeleteRoute)]
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(DeleteRoute, [id, name]) { RetryMode = RetryMode.Never }, cancellationToken)
            .ConfigureAwait(false);
    }
}
