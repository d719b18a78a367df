using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Datasets;

/// <summary>The datasets of a project. A dataset is given by its name or its ID. A name costs one request for the list.</summary>
public sealed class ProjectDatasetsClient
{
    private const string CreateRoute = "POST /dataset";
    private const string DeleteRoute = "DELETE /dataset/{datasetId}";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;
    private readonly DatasetsClient _datasets;

    internal ProjectDatasetsClient(DominoHttp http, ProjectClient project, DatasetsClient datasets)
    {
        (_http, _project, _datasets) = (http, project, datasets);
        Snapshots = new DatasetSnapshotsClient(http, datasets, IdOfAsync);
        Grants = new DatasetGrantsClient(http, IdOfAsync);
        Files = new DatasetFilesClient(http, datasets, IdOfAsync);
    }

    /// <summary>Gets the client for snapshots and their tags.</summary>
    public DatasetSnapshotsClient Snapshots { get; }

    /// <summary>Gets the roles of users in the datasets.</summary>
    public DatasetGrantsClient Grants { get; }

    /// <summary>Gets the files of datasets and snapshots: listing, uploading, downloading.</summary>
    public DatasetFilesClient Files { get; }

    /// <summary>Lists the datasets of the project, the default one first. <c>GET /dataset</c>. The server returns all of them at
    /// once.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    public async IAsyncEnumerable<Dataset> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var dataset in await FetchAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return dataset;
        }
    }

    /// <summary>Finds a dataset by name, or returns null. <c>GET /dataset</c>.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    public async Task<Dataset?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (await FetchAsync(cancellationToken).ConfigureAwait(false)).Find(dataset => dataset.Name == name);
    }

    /// <summary>Gets a dataset. <c>GET /dataset/{datasetId}</c>.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project has no dataset with that name.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    public async Task<Dataset> GetAsync(string dataset, CancellationToken cancellationToken = default) =>
        await _datasets
            .GetAsync(await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>
    /// Gets a dataset with its status, snapshots and tags. <c>GET /v4/datasetrw/datasets/{datasetId}</c>, an unpublished v4 route.
    /// </summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project has no dataset with that name.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found.</exception>
    public async Task<DatasetDetails> GetDetailsAsync(string dataset, CancellationToken cancellationToken = default) =>
        await _datasets
            .GetDetailsAsync(await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Creates a dataset. <c>GET /dataset</c> to check the name, then <c>POST /dataset</c>.</summary>
    /// <param name="request">The name and description.</param>
    /// <param name="cancellationToken">A token to cancel the request. The dataset may already exist.</param>
    /// <exception cref="DominoExistsException">The project has a dataset with that name. Nothing was created.</exception>
    /// <exception cref="DominoApiException">400: the name is not allowed. 403: not allowed in this project. 409: the name belongs to
    /// one that is marked for deletion, 15 minutes by default.</exception>
    [Endpoint(CreateRoute)]
    public async Task<Dataset> CreateAsync(CreateDatasetRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        DatasetsClient.RequireFree(await _datasets.FetchAsync(projectId, cancellationToken).ConfigureAwait(false), request.Name);
        var body = new CreateDatasetBody(request.Name, request.Description, projectId);
        return await _http
            .SendJsonAsync(
                CreateRoute,
                [],
                body,
                DatasetsJson.Default.CreateDatasetBody,
                DatasetsJson.Default.Dataset,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Changes the name or description. <c>PATCH /dataset/{datasetId}</c>, then <c>GET /dataset/{datasetId}</c>.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">A token to cancel the request. The change may already have happened.</param>
    /// <exception cref="DominoExistsException">Another dataset of the project has that name. Nothing was changed.</exception>
    /// <exception cref="DominoNotFoundException">The project has no dataset with that name.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found. 403: the user may not change it.</exception>
    public async Task<Dataset> UpdateAsync(string dataset, UpdateDatasetRequest request, CancellationToken cancellationToken = default) =>
        await _datasets
            .UpdateAsync(await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false), request, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Waits until a dataset is active, so that it can be used.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
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
    ) =>
        await _datasets
            .WaitForActiveAsync(await IdOfAsync(dataset, cancellationToken).ConfigureAwait(false), options, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Marks datasets for deletion. <c>GET /dataset</c>, then <c>DELETE /dataset/{datasetId}</c> for each.</summary>
    /// <remarks>All datasets are looked up before the first one is marked. They are deleted later, by default after 15 minutes. Until then,
    /// their names cannot be used.</remarks>
    /// <param name="datasets">The names or IDs.</param>
    /// <param name="cancellationToken">A token to cancel the operation. Datasets before the cancellation are marked.</param>
    /// <exception cref="DominoNotFoundException">A dataset was not found in the project. No dataset was marked.</exception>
    /// <exception cref="DominoApiException">403: the user may not delete a dataset. Those before it are marked.</exception>
    [Endpoint(DeleteRoute)]
    public async Task DeleteAsync(IEnumerable<string> datasets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var known = await FetchAsync(cancellationToken).ConfigureAwait(false);
        foreach (var id in datasets.Select(dataset => DatasetNames.Pick(known, dataset).Id).Distinct().ToList())
        {
            await _http
                .SendAndForgetAsync(new DominoRequest(DeleteRoute, [id]) { RetryMode = RetryMode.Safe }, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<List<Dataset>> FetchAsync(CancellationToken cancellationToken) =>
        await _datasets
            .FetchAsync(await _project.GetIdAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    private async Task<string> IdOfAsync(string dataset, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataset);
        return DatasetNames.IsId(dataset)
            ? dataset
            : DatasetNames.Pick(await FetchAsync(cancellationToken).ConfigureAwait(false), dataset).Id;
    }
}
