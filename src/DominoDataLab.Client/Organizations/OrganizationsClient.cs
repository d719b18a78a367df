using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Users;

namespace DominoDataLab.Client.Organizations;

/// <summary>Creates, finds and lists the deployment's organizations, and changes their members.</summary>
public sealed class OrganizationsClient
{
    private const string ListRoute = "GET /v4/organizations/self";
    private const string ListAllRoute = "GET /v4/organizations";
    private const string GetRoute = "GET /v4/organizations/{organizationUserId}";
    private const string CreateRoute = "POST /api/organizations/v1/organizations";
    private const string AddMemberRoute = "PUT /api/organizations/v1/organizations/{organizationId}/user";
    private const string RemoveMemberRoute = "DELETE /api/organizations/v1/organizations/{organizationId}/user";

    private readonly DominoHttp _http;
    private readonly UsersClient _users;

    internal OrganizationsClient(DominoHttp http, UsersClient users) => (_http, _users) = (http, users);

    /// <summary>Creates an organization. <c>POST /api/organizations/v1/organizations</c>, then a request for its ID as a user.</summary>
    /// <param name="name">The name. It must differ from the names of users.</param>
    /// <param name="members">The members. If null, the organization has no members.</param>
    /// <param name="cancellationToken">A token to cancel the request. The organization may already exist.</param>
    /// <exception cref="DominoApiException">403: the user is not an administrator. 409 or 400: the name is taken or invalid.</exception>
    [Endpoint(CreateRoute)]
    public async Task<Organization> CreateAsync(
        string name,
        IReadOnlyList<OrganizationMember>? members = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var body = new CreateOrganizationBody(
            name,
            [.. (members ?? []).Select(member => new MemberBody(member.UserId, member.Role.ToPublicWord()))]
        );
        await _http
            .SendAndForgetJsonAsync(
                CreateRoute,
                [],
                body,
                OrganizationsJson.Default.CreateOrganizationBody,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
        var found = await _http
            .GetJsonAsync(ListAllRoute, [], [("name", name)], OrganizationsJson.Default.ListOrganization, cancellationToken)
            .ConfigureAwait(false);
        return found.Find(organization => organization.Name == name)
            ?? throw new DominoNotFoundException(
                "organization",
                name,
                "It was created but is not in the list. Check if another administrator removed it."
            );
    }

    /// <summary>Gets an organization.</summary>
    /// <remarks>Sends <c>GET /v4/organizations/{organizationUserId}</c>, an unpublished route.</remarks>
    /// <param name="organizationUserId">The <see cref="Organization.OrganizationUserId"/>, as projects name their owner.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the organization was not found, or it is not visible to the user.</exception>
    [Endpoint(GetRoute)]
    public Task<Organization> GetAsync(string organizationUserId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationUserId);
        return _http.GetJsonAsync(GetRoute, [organizationUserId], [], OrganizationsJson.Default.Organization, cancellationToken);
    }

    /// <summary>Finds an organization of the user by name, or returns null.</summary>
    /// <remarks>Sends <c>GET /v4/organizations/self</c>, an unpublished route.</remarks>
    /// <param name="name">The name. Case matters.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async Task<Organization?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var found = await _http
            .GetJsonAsync(ListRoute, [], [("name", name)], OrganizationsJson.Default.ListOrganization, cancellationToken)
            .ConfigureAwait(false);
        return found.Find(organization => organization.Name == name);
    }

    /// <summary>Lists the user's organizations.</summary>
    /// <remarks>Sends <c>GET /v4/organizations/self</c>, an unpublished route. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public IAsyncEnumerable<Organization> ListAsync(CancellationToken cancellationToken = default) =>
        FetchAsync(ListRoute, cancellationToken);

    /// <summary>
    /// All organizations, for administrators. <c>GET /v4/organizations</c>; the server does not page them. Unpublished v4 route.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">403: the user is not an administrator.</exception>
    [Endpoint(ListAllRoute)]
    public IAsyncEnumerable<Organization> ListAllAsync(CancellationToken cancellationToken = default) =>
        FetchAsync(ListAllRoute, cancellationToken);

    /// <summary>
    /// Takes a user in, or changes a member's role. <c>PUT /api/organizations/v1/organizations/{organizationId}/user</c>.
    /// </summary>
    /// <param name="organizationId">The organization's <see cref="Organization.Id"/>.</param>
    /// <param name="user">The user's name, e-mail address or id.</param>
    /// <param name="role">The role. If null, the user becomes a member.</param>
    /// <param name="cancellationToken">A token to cancel the request. The user may already be a member.</param>
    /// <exception cref="DominoNotFoundException">The user was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: only administrators of the organization can do this. 404: the organization was not
    /// found.</exception>
    [Endpoint(AddMemberRoute)]
    public async Task AddMemberAsync(
        string organizationId,
        string user,
        OrganizationRole? role = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        var userId = await _users.GetIdAsync(user, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                AddMemberRoute,
                [organizationId],
                new MemberBody(userId, (role ?? OrganizationRole.Member).ToPublicWord()),
                OrganizationsJson.Default.MemberBody,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Takes a user out. <c>DELETE /api/organizations/v1/organizations/{organizationId}/user</c>.</summary>
    /// <param name="organizationId">The organization's <see cref="Organization.Id"/>.</param>
    /// <param name="user">The user's name, e-mail address or id.</param>
    /// <param name="cancellationToken">A token to cancel the request. The user may already be removed.</param>
    /// <exception cref="DominoNotFoundException">The user was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: only administrators of the organization may. 404: the organization, or the user is not in
    /// it was not found.</exception>
    [Endpoint(RemoveMemberRoute)]
    public async Task RemoveMemberAsync(string organizationId, string user, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        var userId = await _users.GetIdAsync(user, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(
                new DominoRequest(RemoveMemberRoute, [organizationId])
                {
                    Query = [("memberToRemoveId", userId)],
                    RetryMode = RetryMode.Never,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async IAsyncEnumerable<Organization> FetchAsync(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (
            var organization in await _http
                .GetJsonAsync(route, [], [], OrganizationsJson.Default.ListOrganization, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return organization;
        }
    }
}
