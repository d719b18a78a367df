using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Variables;

namespace DominoDataLab.Client.Users;

/// <summary>The deployment's users: who the credential stands for, and who others are.</summary>
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

    /// <summary>The environment variables that the credential's user gives every execution.</summary>
    public UserVariablesClient Variables { get; }

    /// <summary>The user that the credential stands for. <c>GET /v4/users/self</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">401: the credential is not accepted.</exception>
    [Endpoint(SelfRoute)]
    public Task<User> GetSelfAsync(CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(SelfRoute, [], [], UsersJson.Default.User, cancellationToken);

    /// <summary>A user or an organization by its user name or e-mail address, or null. <c>GET /v4/users</c>.</summary>
    /// <remarks>The server searches user names only. For a string with an <c>@</c>, all users are fetched.</remarks>
    /// <param name="userNameOrEmail">The user name, as it is spelt, or the e-mail address in upper or lower case.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The text is empty; nothing was sent.</exception>
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

    /// <summary>All users that the credential's user may see. <c>GET /v4/users</c>; the server does not page them.</summary>
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

    /// <summary>The id of a user who is named by it, by user name, or by e-mail address.</summary>
    internal async Task<string> GetIdAsync(string userNameEmailOrId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userNameEmailOrId);
        return userNameEmailOrId.Length == 24 && userNameEmailOrId.All(char.IsAsciiHexDigit)
            ? userNameEmailOrId
            : (await FindAsync(userNameEmailOrId, cancellationToken).ConfigureAwait(false))?.Id
                ?? throw new DominoNotFoundException(
                    "user",
                    userNameEmailOrId,
                    "Users.ListAsync() lists the users and organizations that you may see; write a user name as it is spelt there, an "
                        + "e-mail address, or an id."
                );
    }
}
