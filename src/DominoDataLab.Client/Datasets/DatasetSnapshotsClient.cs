using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Datasets;

/// <summary>
/// Snapshots of datasets, their tags, and datasets that are created from them. Most routes are unpublished v4 routes, because the published
/// ones have neither the number of a snapshot nor its deletion.
/// </summary>
public sealed class DatasetSnapshotsClient
{
    private const string CreateRoute = "POST /v4/datasetrw/snapshot";
    private const string GetRoute = "GET /v4/datasetrw/snapshot/{snapshotId}";
    private const string DeleteRoute = "DELETE /v4/datasetrw/snapshot/{snapshotId}";
    private const string AddTagRoute = "POST /v4/datasetrw/dataset/{datasetId}/tag";
    private const string RemoveTagRoute = "DELETE /v4/datasetrw/dataset/{datasetId}/tag/{tagName}";
    private const string CreateDatasetRoute = "POST /api/datasetrw/v1/datasets";
    private const string LimitRoute = "GET /v4/datasetrw/dataset/snapshot/limit";
    private const string AtLimitRoute = "GET /v4/datasetrw/snapshot/limit/{projectId}/{datasetId}";

    private readonly DominoHttp _http;
    private readonly DatasetsClient _datasets;
    private readonly Func<string, CancellationToken, Task<string>> _idOf;

    internal DatasetSnapshotsClient(DominoHttp http, DatasetsClient datasets, Func<string, CancellationToken, Task<string>> idOf) =>
        (_http, _datasets, _idOf) = (http, datasets, idOf);

    /// <summary>Requests a snapshot. <c>POST /v4/datasetrw/snapshot</c>.</summary>
    /// <remarks>The server creates it after the response. To wait for it, use <see cref="WaitForActiveAsync"/>. At the limit, 20 by
    /// default, Domino marks the oldest snapshot without a tag for deletion. See <see cref="IsAtLimitAsync"/>.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="paths">The files and folders of the snapshot, from the dataset's root. If null or empty, all are included.</param>
    /// <param name="cancellationToken">A token to cancel the request. The snapshot may already exist.</param>
    /// <returns>The snapshot, usually pending.</returns>
    /// <exception cref="ArgumentException">A path has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found. 400: nothing is at a path, or the limit of snapshots is
    /// reached. 403: the user does not have the required access.</exception>
    [Endpoint(CreateRoute)]
    public async Task<DatasetSnapshot> CreateAsync(
        string dataset,
        IEnumerable<string>? paths = null,
        CancellationToken cancellationToken = default
    )
    {
        string[] clean = [.. (paths ?? []).Select(DatasetPath.Clean)];
        var id = await _idOf(dataset, cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(
                CreateRoute,
                [],
                new CreateSnapshotBody(id, clean),
                DatasetsJson.Default.CreateSnapshotBody,
                DatasetsJson.Default.DatasetSnapshot,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Gets a snapshot. <c>GET /v4/datasetrw/snapshot/{snapshotId}</c>.</summary>
    /// <param name="snapshotId">The snapshot's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the snapshot was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<DatasetSnapshot> GetAsync(string snapshotId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        return (
            await _http
                .GetJsonAsync(GetRoute, [snapshotId], [], DatasetsJson.Default.SnapshotSummary, cancellationToken)
                .ConfigureAwait(false)
        ).Snapshot;
    }

    /// <summary>Lists the snapshots of a dataset, without the current files. <c>GET /v4/datasetrw/datasets/{datasetId}</c>, then
    /// <c>GET /v4/datasetrw/snapshot/{snapshotId}</c> for each as it is read.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    public async IAsyncEnumerable<DatasetSnapshot> ListAsync(
        string dataset,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var details = await DetailsAsync(dataset, cancellationToken).ConfigureAwait(false);
        foreach (var id in details.SnapshotIds.Where(id => id != details.ReadWriteSnapshotId))
        {
            yield return await GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a snapshot is active, so that it can be used.</summary>
    /// <param name="snapshotId">The snapshot's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The snapshot is still created.</param>
    /// <returns>The active snapshot.</returns>
    /// <exception cref="SnapshotFailedException">The snapshot failed or was deleted.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The snapshot is still created.</exception>
    /// <exception cref="DominoNotFoundException">The snapshot was not found.</exception>
    public async Task<DatasetSnapshot> WaitForActiveAsync(
        string snapshotId,
        WaitOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var snapshot = await Poller
            .WaitAsync(
                _http,
                new PollTarget<DatasetSnapshot>
                {
                    Subject = $"Snapshot {snapshotId}",
                    Goal = "become active",
                    Advice = "The snapshot is still being created. Wait again.",
                    GetAsync = token => GetAsync(snapshotId, token),
                    Status = static snapshot => snapshot.Status.Value,
                    IsReached = static snapshot => snapshot.Status == DatasetStatus.Active || snapshot.Status.IsLost,
                },
                WaitOptions.Check(options),
                cancellationToken
            )
            .ConfigureAwait(false);
        return snapshot.Status == DatasetStatus.Active ? snapshot : throw new SnapshotFailedException(snapshot);
    }

    /// <summary>Creates a dataset from a snapshot. The caller owns it. <c>POST /api/datasetrw/v1/datasets</c>.</summary>
    /// <param name="snapshotId">The snapshot's ID: 24 hexadecimal digits.</param>
    /// <param name="request">The new dataset's name and description.</param>
    /// <param name="cancellationToken">A token to cancel the request. The dataset may already exist.</param>
    /// <returns>The new dataset. <see cref="Dataset.ProjectId"/> is the ID of its project.</returns>
    /// <exception cref="DominoApiException">404: the snapshot was not found. 400: the name is not allowed. 403: not allowed in the project.
    /// 409: the name is taken, or the snapshot is not active.</exception>
    [Endpoint(CreateDatasetRoute)]
    public async Task<Dataset> CreateDatasetAsync(
        string snapshotId,
        CreateDatasetRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        var body = new DatasetOfSnapshotBody(request.Name, request.Description, snapshotId);
        var made = (
            await _http
                .SendJsonAsync(
                    CreateDatasetRoute,
                    [],
                    body,
                    DatasetsJson.Default.DatasetOfSnapshotBody,
                    DatasetsJson.Default.DatasetEnvelope,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Dataset;
        return new Dataset
        {
            Id = made.Id,
            Name = made.Name,
            Description = made.Description,
            ProjectId = made.ProjectId,
            CreatedAt = made.CreatedAt,
            Extra = made.Extra,
        };
    }

    /// <summary>Marks a snapshot for deletion and removes its tags. <c>DELETE /v4/datasetrw/snapshot/{snapshotId}</c>.</summary>
    /// <param name="snapshotId">The snapshot's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The snapshot may already be marked.</param>
    /// <exception cref="DominoApiException">404: the snapshot was not found. 403: the user may not delete it. 409: it is still being
    /// created.</exception>
    [Endpoint(DeleteRoute)]
    public Task DeleteAsync(string snapshotId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        return _http.SendAndForgetAsync(new DominoRequest(DeleteRoute, [snapshotId]) { RetryMode = RetryMode.Safe }, cancellationToken);
    }

    /// <summary>Adds a tag, which is unique in the dataset, to a snapshot. <c>POST /v4/datasetrw/dataset/{datasetId}/tag</c>.</summary>
    /// <remarks>Moving a tag takes two requests. If the second one fails, the tag is restored. If that fails, too, no snapshot has the
    /// tag.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="snapshotId">The snapshot, 24 hexadecimal digits.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="moveIfExists">true to move the tag if another snapshot has it; otherwise, false. Default: false.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already have moved.</param>
    /// <exception cref="DominoNotFoundException">The dataset or the snapshot was not found. No tag was moved.</exception>
    /// <exception cref="DominoApiException">409 or 400: another snapshot has the tag, or it is not allowed. 404: the dataset or snapshot
    /// was not found.</exception>
    [Endpoint(AddTagRoute)]
    public async Task AddTagAsync(
        string dataset,
        string snapshotId,
        string tag,
        bool moveIfExists = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(snapshotId);
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        var id = await _idOf(dataset, cancellationToken).ConfigureAwait(false);
        string? before = null;
        if (moveIfExists)
        {
            var details = await _datasets.GetDetailsAsync(id, cancellationToken).ConfigureAwait(false);
            if (details.Tags.TryGetValue(tag, out before))
            {
                if (before == snapshotId)
                {
                    return;
                }

                if (!details.SnapshotIds.Contains(snapshotId))
                {
                    throw new DominoNotFoundException("snapshot", snapshotId, $"Snapshots.ListAsync() lists those of {details.Name}.");
                }

                await RemoveTagAsync(id, tag, cancellationToken).ConfigureAwait(false);
            }
        }

        try
        {
            await SendTagAsync(id, snapshotId, tag, cancellationToken).ConfigureAwait(false);
        }
        catch (DominoException) when (before is not null)
        {
            await PutBackAsync(id, before, tag, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes a tag. <c>DELETE /v4/datasetrw/dataset/{datasetId}/tag/{tagName}</c>.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset or tag was not found.</exception>
    [Endpoint(RemoveTagRoute)]
    public async Task RemoveTagAsync(string dataset, string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        var id = await _idOf(dataset, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(RemoveTagRoute, [id, tag]) { RetryMode = RetryMode.Never }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Gets the largest number of snapshots of a dataset. <c>GET /v4/datasetrw/dataset/snapshot/limit</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(LimitRoute)]
    public Task<int> GetLimitAsync(CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(LimitRoute, [], [], DatasetsJson.Default.Int32, cancellationToken);

    /// <summary>
    /// Checks if the next snapshot replaces an older one. <c>GET /v4/datasetrw/snapshot/limit/{projectId}/{datasetId}</c>.
    /// </summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    [Endpoint(AtLimitRoute)]
    public async Task<bool> IsAtLimitAsync(string dataset, CancellationToken cancellationToken = default)
    {
        var details = await DetailsAsync(dataset, cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(AtLimitRoute, [details.ProjectId ?? "", details.Id], [], DatasetsJson.Default.Boolean, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<DatasetDetails> DetailsAsync(string dataset, CancellationToken cancellationToken) =>
        await _datasets
            .GetDetailsAsync(await _idOf(dataset, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    private async Task PutBackAsync(string datasetId, string snapshotId, string tag, CancellationToken cancellationToken)
    {
        try
        {
            await SendTagAsync(datasetId, snapshotId, tag, cancellationToken).ConfigureAwait(false);
        }
        catch (DominoException)
        {
            // The caller needs the error of the move.
        }
    }

    private Task SendTagAsync(string datasetId, string snapshotId, string tag, CancellationToken cancellationToken) =>
        _http.SendAndForgetAsync(
            DominoHttp.Json(AddTagRoute, [datasetId], new AddTagBody(snapshotId, tag), DatasetsJson.Default.AddTagBody, RetryMode.Never),
            cancellationToken
        );
}
