using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Datasets;

/// <summary>Gets and changes the roles of users in a dataset. Uses unpublished v4 routes.</summary>
public sealed class DatasetGrantsClient
{
    private const string ListRoute = "GET /v4/datasetrw/dataset/{datasetId}/grants";
    private const string SetRoute = "PUT /v4/datasetrw/dataset/{datasetId}/grants";
    private const string UsersRoute = "GET /v4/users";

    private readonly DominoHttp _http;
    private readonly Func<string, CancellationToken, Task<string>> _idOf;

    internal DatasetGrantsClient(DominoHttp http, Func<string, CancellationToken, Task<string>> idOf) => (_http, _idOf) = (http, idOf);

    /// <summary>Lists the users with a role. <c>GET /v4/datasetrw/dataset/{datasetId}/grants</c>. The server returns all of them at
    /// once.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<DatasetGrant> ListAsync(
        string dataset,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var id = await _idOf(dataset, cancellationToken).ConfigureAwait(false);
        foreach (
            var grant in await _http
                .GetJsonAsync(ListRoute, [id], [], DatasetsJson.Default.ListDatasetGrant, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return grant;
        }
    }

    /// <summary>Sets the roles. Users who are not named lose theirs. <c>PUT /v4/datasetrw/dataset/{datasetId}/grants</c>.</summary>
    /// <remarks>Users that are given by name are looked up first, with one request each (<c>GET /v4/users</c>).</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="roles">The roles by user name, or by the ID of a user or organization.</param>
    /// <param name="cancellationToken">A token to cancel the request. The roles may already have changed.</param>
    /// <exception cref="DominoNotFoundException">The dataset or the user was not found. Nothing was changed.</exception>
    /// <exception cref="DominoApiException">403: the user is not an owner. 400: the server does not accept these roles.</exception>
    [Endpoint(SetRoute)]
    public async Task SetAsync(
        string dataset,
        IReadOnlyDictionary<string, DatasetRole> roles,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(roles);
        var id = await _idOf(dataset, cancellationToken).ConfigureAwait(false);
        var grants = new List<GrantBody>();
        foreach (var (target, role) in roles)
        {
            grants.Add(new GrantBody(await TargetIdAsync(target, cancellationToken).ConfigureAwait(false), role));
        }

        await _http
            .SendJsonAsync(
                SetRoute,
                [id],
                new GrantsBody(grants),
                DatasetsJson.Default.GrantsBody,
                DatasetsJson.Default.ListDatasetGrant,
                RetryMode.Safe,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<string> TargetIdAsync(string target, CancellationToken cancellationToken)
    {
        if (DatasetNames.IsId(target))
        {
            return target;
        }

        var users = await _http
            .GetJsonAsync(UsersRoute, [], [("userName", target)], DatasetsJson.Default.ListGrantTarget, cancellationToken)
            .ConfigureAwait(false);
        return users.Find(user => user.UserName == target)?.Id
            ?? throw new DominoNotFoundException("user", target, "To name an organization, use its ID.");
    }
}
