using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Variables;

/// <summary>
/// The environment variables that the credential's user gives every execution; they win over a project's and an environment's.
/// </summary>
public sealed class UserVariablesClient
{
    private const string ListRoute = "GET /v4/users/environmentVariables";
    private const string SetRoute = "PUT /v4/users/environmentVariables";
    private const string DeleteAllRoute = "DELETE /v4/users/environmentVariables";

    private readonly DominoHttp _http;

    internal UserVariablesClient(DominoHttp http) => _http = http;

    /// <summary>The variables with their values. <c>GET /v4/users/environmentVariables</c>. Unpublished v4 route.</summary>
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

    /// <summary>Sets variables, new or not. <c>PUT /v4/users/environmentVariables</c>. Unpublished v4 route.</summary>
    /// <remarks>Domino does not describe what becomes of variables that are not named; the local server keeps them. To be sure, name
    /// all.</remarks>
    /// <param name="variables">Names (a letter, then letters, digits and <c>_</c>) and values (at most 65,536 bytes in UTF-8, in no log and
    /// no message).</param>
    /// <param name="cancellationToken">A token to cancel the request. The variables may already be set.</param>
    /// <exception cref="ArgumentException">A name or a value is not allowed; nothing was sent.</exception>
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
    /// Deletes all of the user's variables; Domino has no way to delete one. <c>DELETE /v4/users/environmentVariables</c>. Unpublished v4
    /// route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request. The variables may already be deleted.</param>
    [Endpoint(DeleteAllRoute)]
    public Task DeleteAllAsync(CancellationToken cancellationToken = default) =>
        _http.SendAndForgetAsync(new DominoRequest(DeleteAllRoute, []) { RetryMode = RetryMode.Safe }, cancellationToken);
}
