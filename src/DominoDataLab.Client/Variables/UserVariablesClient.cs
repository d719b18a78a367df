using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Variables;

/// <summary>
/// The environment variables that the credential's user gives every execution. They take precedence over those of the project and of the
/// compute environment.
/// </summary>
public sealed class UserVariablesClient
{
    private const string ListRoute = "GET /v4/users/environmentVariables";
    private const string SetRoute = "PUT /v4/users/environmentVariables";
    private const string DeleteAllRoute = "DELETE /v4/users/environmentVariables";

    private readonly DominoHttp _http;

    internal UserVariablesClient(DominoHttp http) => _http = http;

    /// <summary>Lists the variables with their values. <c>GET /v4/users/environmentVariables</c>. Unpublished v4 route.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<EnvironmentVariable> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (
            var variable in (
                await _http.GetJsonAsync(ListRoute, [], [], VariablesJson.Default.UserVariables, cancellationToken).ConfigureAwait(false)
            ).Vars
        )
        {
            yield return variable;
        }
    }

    /// <summary>Creates or replaces variables. <c>PUT /v4/users/environmentVariables</c>. Unpublished v4 route.</summary>
    /// <remarks>Domino does not say what happens to variables that are not named. The local server keeps them. To be sure, name all of
    /// them.</remarks>
    /// <param name="variables">The values by name. A name is a letter, followed by letters, digits and <c>_</c>. A value has at most 65,536
    /// bytes in UTF-8. Logs and messages never contain it.</param>
    /// <param name="cancellationToken">A token to cancel the request. The variables may already be set.</param>
    /// <exception cref="ArgumentException">A name or a value is not valid. Nothing was sent.</exception>
    [Endpoint(SetRoute)]
    public Task SetAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            EnvironmentVariable.Check(name, value);
        }

        return _http.SendJsonAsync(
            DominoHttp.Json(
                SetRoute,
                [],
                new Dictionary<string, string>(variables),
                VariablesJson.Default.DictionaryStringString,
                RetryMode.Safe
            ) with
            {
                Secrets = [.. variables.Values],
            },
            VariablesJson.Default.UserVariables,
            cancellationToken
        );
    }

    /// <summary>
    /// Deletes all of the user's variables. Domino cannot delete a single one. <c>DELETE /v4/users/environmentVariables</c>. Unpublished v4
    /// route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request. The variables may already be deleted.</param>
    [Endpoint(DeleteAllRoute)]
    public Task DeleteAllAsync(CancellationToken cancellationToken = default) =>
        _http.SendAndForgetAsync(new DominoRequest(DeleteAllRoute, []) { RetryMode = RetryMode.Safe }, cancellationToken);
}
