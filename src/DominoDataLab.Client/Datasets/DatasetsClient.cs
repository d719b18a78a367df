using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Datasets;

/// <summary>
/// Datasets of all projects, named <c>owner/project/dataset</c> or by their ids. For one project's, see
/// <see cref="ProjectClient.Datasets"/>.
/// </summary>
public sealed class DatasetsClient
{
    private const string ListRoute = "GET /dataset";
    private const string GetRoute = "GET /dataset/{datasetId}";
    internal const string DetailsRoute = "GET /v4/datasetrw/datasets/{datasetId}";
    private const string UpdateRoute = "PATCH /dataset/{datasetId}";

    private readonly DominoHttp _http;
    private readonly ProjectsClient _projects;

    internal DatasetsClient(DominoHttp http, ProjectsClient projects)
    {
        (_http, _projects) = (http, projects);
        Snapshots = new DatasetSnapshotsClient(http, this, IdOfAsync);
        Grants = new DatasetGrantsClient(http, IdOfAsync);
        Files = new DatasetFilesClient(http, this, IdOfAsync);
    }

    /// <summary>Gets the client for snapshots and their tags.</summary>
    public DatasetSnapshotsClient Snapshots { get; }

    /// <summary>Gets the roles of users in datasets.</summary>
    public DatasetGrantsClient Grants { get; }

    /// <summary>Gets the files of datasets and snapshots: listing, uploading, downloading.</summary>
    public DatasetFilesClient Files { get; }

    /// <summary>Lists the datasets that the user may see. <c>GET /dataset</c>. The server returns all of them at once.</summary>
    /// <param name="projectId">The ID of a project, whose default dataset comes first. If null, the datasets of all projects are
    /// listed.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the project was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Dataset> ListAsync(
        string? projectId = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var dataset in await FetchAsync(projectId, cancellationToken).ConfigureAwait(false))
        {
            yield return dataset;
        }
    }

    /// <summary>Gets a dataset. <c>GET /dataset/{datasetId}</c>.</summary>
    /// <param name="dataset">The dataset's ID, or <c>owner/project/dataset</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<Dataset> GetAsync(string dataset, CancellationToken cancellationToken = default)
    {
        var id = await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(GetRoute, [id], [], DatasetsJson.Default.Dataset, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Gets a dataset with its status, snapshots and tags. <c>GET /v4/datasetrw/datasets/{datasetId}</c>, an unpublished v4 route.
    /// </summary>
    /// <param name="dataset">The dataset's ID, or <c>owner/project/dataset</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    [Endpoint(DetailsRoute)]
    public async Task<DatasetDetails> GetDetailsAsync(string dataset, CancellationToken cancellationToken = default)
    {
        var id = await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(DetailsRoute, [id], [], DatasetsJson.Default.DatasetDetails, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Changes the name or description. <c>PATCH /dataset/{datasetId}</c>, then <c>GET /dataset/{datasetId}</c>.</summary>
    /// <remarks>The client first checks that no other dataset of the project has the new name. The dataset's current name is not a
    /// conflict.</remarks>
    /// <param name="dataset">The dataset's ID, or <c>owner/project/dataset</c>.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">A token to cancel the request. The change may already have happened.</param>
    /// <exception cref="DominoExistsException">Another dataset of the project has that name. Nothing was changed.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found. 403: the user may not change it. 409: the name belongs to one
    /// that is marked for deletion.</exception>
    [Endpoint(UpdateRoute)]
    public async Task<Dataset> UpdateAsync(string dataset, UpdateDatasetRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false);
        if (request.Name is { Length: > 0 } name)
        {
            var present = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            RequireFree(await FetchAsync(present.ProjectId, cancellationToken).ConfigureAwait(false), name, except: id);
        }

        var body = new UpdateDatasetBody(NullIfEmpty(request.Name), NullIfEmpty(request.Description));
        await _http
            .SendAndForgetAsync(
                DominoHttp.Json(UpdateRoute, [id], body, DatasetsJson.Default.UpdateDatasetBody, RetryMode.Safe),
                cancellationToken
            )
            .ConfigureAwait(false);
        return await GetAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a dataset is active, so that it can be used.</summary>
    /// <param name="dataset">The dataset's ID, or <c>owner/project/dataset</c>.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
    /// <returns>The active dataset.</returns>
    /// <exception cref="DominoException">The dataset failed or is marked for deletion.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    public async Task<DatasetDetails> WaitForActiveAsync(
        string dataset,
        WaitOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var details = await Poller
            .WaitAsync(
                _http,
                new PollTarget<DatasetDetails>
                {
                    Subject = $"Dataset {dataset}",
                    Goal = "become active",
                    Advice = "Wait again.",
                    GetAsync = token => GetDetailsAsync(dataset, token),
                    Status = static details => details.Status.Value,
                    IsReached = static details => details.Status == DatasetStatus.Active || details.Status.IsLost,
                },
                WaitOptions.Check(options),
                cancellationToken
            )
            .ConfigureAwait(false);
        return details.Status == DatasetStatus.Active
            ? details
            : throw new DominoException(
                $"Dataset '{details.Name}' will not become active: its status is {details.Status}. Use another one."
            );
    }

    internal static void RequireFree(List<Dataset> known, string name, string? except = null)
    {
        if (known.Find(other => other.Name == name && other.Id != except) is { } other)
        {
            throw new DominoExistsException("dataset", name, $"It is {other.Id}; choose another name.");
        }
    }

    internal Task<List<Dataset>> FetchAsync(string? projectId, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(ListRoute, [], [("projectId", projectId)], DatasetsJson.Default.ListDataset, cancellationToken);

    private async Task<string> IdOfAsync(string dataset, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataset);
        if (DatasetNames.IsId(dataset))
        {
            return dataset;
        }

        if (dataset.Split('/') is not [{ Length: > 0 } owner, { Length: > 0 } name, { Length: > 0 } own])
        {
            throw new ArgumentException($"'{dataset}' is not a valid dataset. Use owner/project/dataset or a dataset ID.", nameof(dataset));
        }

        var project =
            await _projects.FindAsync(owner, name, cancellationToken).ConfigureAwait(false)
            ?? throw new DominoNotFoundException(
                "project",
                $"{owner}/{name}",
                "Check owner and name, and that the user of this credential may see it."
            );
        return DatasetNames.Pick(await FetchAsync(project.Id, cancellationToken).ConfigureAwait(false), own).Id;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
