using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Variables;

namespace DominoDataLab.Client.Users;

/// <summary>Finds and lists the deployment's users.</summary>
public sealed class UsersClient
{
    internal const string SelfRoute = "GET /v4/users/self";
    private const string ListRoute = "GET /v4/users";

    private readonly DominoHttp _http;

    internal UsersClient(DominoHttp http)
    {
        _http = http;
        Variables = new UserVariablesClient(http);
    }

    /// <summary>Gets the client for the environment variables of the credential's user, which all executions of the user get.</summary>
    public UserVariablesClient Variables { get; }

    /// <summary>Gets the user of the credential.</summary>
    /// <remarks>Sends <c>GET /v4/users/self</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">401: the credential is not accepted.</exception>
    [Endpoint(SelfRoute)]
    public Task<User> GetSelfAsync(CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(SelfRoute, [], [], UsersJson.Default.User, cancellationToken);

    /// <summary>Finds a user or an organization by user name or e-mail address, or returns null.</summary>
    /// <remarks>Sends <c>GET /v4/users</c>. The server searches user names only. For a string with an <c>@</c>, all users are
    /// fetched.</remarks>
    /// <param name="userNameOrEmail">The user name, whose case matters, or the e-mail address, whose case does not matter.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The name is empty. No request was sent.</exception>
    [Endpoint(ListRoute)]
    public async Task<User?> FindAsync(string userNameOrEmail, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userNameOrEmail);
        var filter = userNameOrEmail.Contains('@', StringComparison.Ordinal) ? null : userNameOrEmail;
        var users = await _http
            .GetJsonAsync(ListRoute, [], [("userName", filter)], UsersJson.Default.ListUser, cancellationToken)
            .ConfigureAwait(false);
        return users.Find(user => user.UserName == userNameOrEmail)
            ?? users.Find(user => string.Equals(user.Email, userNameOrEmail, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Lists the users that are visible to the credential's user.</summary>
    /// <remarks>Sends <c>GET /v4/users</c>. The server does not page the list.</remarks>
    /// <param name="includeOrganizations">true to include organizations; otherwise, false. Default: true, as on the server.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<User> ListAsync(
        bool includeOrganizations = true,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (
            var user in await _http
                .GetJsonAsync(
                    ListRoute,
                    [],
                    [("listOnlyUsers", includeOrganizations ? null : "true")],
                    UsersJson.Default.ListUser,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            yield return user;
        }
    }

    /// <summary>Gets the ID of a user who is given by ID, user name or e-mail address.</summary>
    internal async Task<string> GetIdAsync(string userNameEmailOrId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userNameEmailOrId);
        return userNameEmailOrId.Length == 24 && userNameEmailOrId.All(char.IsAsciiHexDigit)
            ? userNameEmailOrId
            : (await FindAsync(userNameEmailOrId, cancellationToken).ConfigureAwait(false))?.Id
                ?? throw new DominoNotFoundException(
                    "user",
                    userNameEmailOrId,
                    "Use a user name as Users.ListAsync() lists it, an e-mail address, or an ID."
                );
    }
}
