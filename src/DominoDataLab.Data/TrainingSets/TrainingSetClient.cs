using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Apache.Arrow;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>
/// Creates, finds and reads training sets. Data is written to and read from the training-set folder, which must be mounted.
/// </summary>
/// <remarks>Requests are sent once; nothing is retried.</remarks>
public sealed partial class TrainingSetClient
{
    private const string SetRoute = "GET /trainingset/{name}";
    private const string ListRoute = "POST /trainingset/find";
    private const string UpdateRoute = "PUT /trainingset/{name}";
    private const string DeleteRoute = "DELETE /trainingset/{name}";
    private const string CreateVersionRoute = "POST /trainingset/{name}";
    private const string VersionRoute = "GET /trainingset/{name}/{number}";
    private const string ListVersionsRoute = "POST /trainingset/version/find";
    private const string UpdateVersionRoute = "PUT /trainingset/{name}/{number}";
    private const string DeleteVersionRoute = "DELETE /trainingset/{name}/{number}";

    private readonly DataConnection _connection;
    private readonly TrainingSetHttp _http;

    internal TrainingSetClient(DataConnection connection) => (_connection, _http) = (connection, new TrainingSetHttp(connection));

    /// <summary>Gets a training set by name.</summary>
    /// <remarks><c>GET /trainingset/{name}</c></remarks>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="TrainingSetServerException">The training set does not exist, or you may not use it.</exception>
    [Endpoint(SetRoute)]
    public Task<TrainingSet> GetAsync(string name, CancellationToken cancellationToken = default) =>
        _http.SendAsync(HttpMethod.Get, Path(name), null, "could not get TrainingSet", DataJson.Default.TrainingSet, cancellationToken);

    /// <summary>Lists training sets of the project in the order of their creation.</summary>
    /// <remarks><c>POST /trainingset/find</c></remarks>
    /// <param name="query">The training sets to list. If null, all are listed.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="TrainingSetServerException">The service answered with an error.</exception>
    [Endpoint(ListRoute)]
    public async Task<IReadOnlyList<TrainingSet>> ListAsync(TrainingSetQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new TrainingSetQuery();
        var body = Json(new FindSetsBody(_connection.Options.ProjectId, query.Meta), DataJson.Default.FindSetsBody);
        var path = "/find" + Page(query.Offset, query.Limit, query.IsAscending);
        const string failure = "could not list TrainingSets";
        return await _http
            .SendAsync(HttpMethod.Post, path, body, failure, DataJson.Default.TrainingSetArray, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Changes the description and metadata of a training set.</summary>
    /// <remarks><c>PUT /trainingset/{name}</c></remarks>
    /// <param name="trainingSet">The training set as it is to be: usually one that was read, changed by <c>with</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request. The change may already have been made.</param>
    /// <returns>The training set as it is stored.</returns>
    /// <exception cref="TrainingSetServerException">The training set does not exist, or you may not change it.</exception>
    [Endpoint(UpdateRoute)]
    public Task<TrainingSet> UpdateAsync(TrainingSet trainingSet, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainingSet);
        var description = Description(trainingSet.Description, trainingSet.IsDescriptionKnown);
        var body = Json(new UpdateSetBody(trainingSet.Meta, description), DataJson.Default.UpdateSetBody);
        const string failure = "could not update TrainingSets";
        return _http.SendAsync(HttpMethod.Put, Path(trainingSet.Name), body, failure, DataJson.Default.TrainingSet, cancellationToken);
    }

    /// <summary>Deletes a training set that has no versions.</summary>
    /// <remarks><c>DELETE /trainingset/{name}</c></remarks>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">A token to cancel the request. The training set may already have been deleted.</param>
    /// <exception cref="TrainingSetServerException">The training set does not exist, has versions, or may not be deleted by
    /// you.</exception>
    [Endpoint(DeleteRoute)]
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _http.SendAsync(HttpMethod.Delete, Path(name), "could not delete TrainingSet", cancellationToken);

    /// <summary>Creates a version of a training set from a frame, and writes its data.</summary>
    /// <remarks><c>POST /trainingset/{name}</c>, then the data, then <c>PUT /trainingset/{name}/{number}</c>. If writing fails, the version
    /// stays pending on the server, and no file is left.</remarks>
    /// <param name="request">The version to create.</param>
    /// <param name="frame">The data.</param>
    /// <param name="cancellationToken">A token to cancel the creation. A pending version may stay on the server.</param>
    /// <returns>The version, which is no longer pending.</returns>
    /// <exception cref="ArgumentException">The name is not valid. Nothing was sent.</exception>
    /// <exception cref="SchemaMismatchException">A column that the request names is not in the frame. Nothing was sent.</exception>
    /// <exception cref="TrainingSetServerException">The name belongs to another project, or you may not create the version.</exception>
    /// <exception cref="IOException">The version's folder exists already, or the data cannot be written.</exception>
    [Endpoint(CreateVersionRoute)]
    public async Task<TrainingSetVersion> CreateVersionAsync(
        CreateTrainingSetVersionRequest request,
        TrainingFrame frame,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frame);
        var path = Path(request.TrainingSetName);
        var named = request.KeyColumns.Concat(request.TargetColumns).Concat(request.ExcludeColumns).Concat(request.MonitoringMeta.All);
        var missing = named.Distinct().Except(frame.ColumnNames).ToList();
        if (missing.Count > 0)
        {
            throw new SchemaMismatchException(missing);
        }

        var body = new CreateVersionBody(
            ProjectId: _connection.Options.ProjectId,
            KeyColumns: request.KeyColumns,
            TargetColumns: request.TargetColumns,
            ExcludeColumns: request.ExcludeColumns,
            AllColumns: frame.ColumnNames,
            MonitoringMeta: request.MonitoringMeta,
            Meta: request.Meta,
            Description: request.Description
        );
        var json = Json(body, DataJson.Default.CreateVersionBody);
        const string failure = "could not create Training Set version";
        var version = await _http
            .SendAsync(HttpMethod.Post, path, json, failure, DataJson.Default.TrainingSetVersion, cancellationToken)
            .ConfigureAwait(false);
        await TrainingSetFolder.WriteAsync(GetFolder(version), frame, cancellationToken).ConfigureAwait(false);
        return await UpdateVersionAsync(version with { IsPending = false }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets a version of a training set.</summary>
    /// <remarks><c>GET /trainingset/{name}/{number}</c></remarks>
    /// <param name="name">The name of the training set.</param>
    /// <param name="number">The number of the version, from 1.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="TrainingSetServerException">The version does not exist, or you may not use it.</exception>
    [Endpoint(VersionRoute)]
    public Task<TrainingSetVersion> GetVersionAsync(string name, int number, CancellationToken cancellationToken = default)
    {
        const string failure = "could not get TrainingSetVersion";
        return _http.SendAsync(HttpMethod.Get, Path(name, number), null, failure, DataJson.Default.TrainingSetVersion, cancellationToken);
    }

    /// <summary>Lists versions of training sets of the project in the order of their creation.</summary>
    /// <remarks><c>POST /trainingset/version/find</c></remarks>
    /// <param name="query">The versions to list. If null, all are listed.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="TrainingSetServerException">The service answered with an error.</exception>
    [Endpoint(ListVersionsRoute)]
    public async Task<IReadOnlyList<TrainingSetVersion>> ListVersionsAsync(
        TrainingSetVersionQuery? query = null,
        CancellationToken cancellationToken = default
    )
    {
        query ??= new TrainingSetVersionQuery();
        var body = new FindVersionsBody(_connection.Options.ProjectId, query.TrainingSetMeta, query.Meta, query.TrainingSetName);
        var path = "/version/find" + Page(query.Offset, query.Limit, query.IsAscending);
        var json = Json(body, DataJson.Default.FindVersionsBody);
        const string failure = "could not find TrainingSetVersion";
        return await _http
            .SendAsync(HttpMethod.Post, path, json, failure, DataJson.Default.TrainingSetVersionArray, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Changes a version: its lists of columns, description, metadata, and whether it is pending.</summary>
    /// <remarks><c>PUT /trainingset/{name}/{number}</c></remarks>
    /// <param name="version">The version as it is to be: usually one that was read, changed by <c>with</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request. The change may already have been made.</param>
    /// <returns>The version as it is stored.</returns>
    /// <exception cref="TrainingSetServerException">The version does not exist, or you may not change it.</exception>
    [Endpoint(UpdateVersionRoute)]
    public Task<TrainingSetVersion> UpdateVersionAsync(TrainingSetVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        var body = new UpdateVersionBody(
            KeyColumns: version.KeyColumns,
            TargetColumns: version.TargetColumns,
            ExcludeColumns: version.ExcludeColumns,
            MonitoringMeta: version.MonitoringMeta,
            Meta: version.Meta,
            Pending: version.IsPending,
            Description: Description(version.Description, version.IsDescriptionKnown)
        );
        return _http.SendAsync(
            HttpMethod.Put,
            Path(version.TrainingSetName, version.Number),
            Json(body, DataJson.Default.UpdateVersionBody),
            "could not update TrainingSetVersion",
            DataJson.Default.TrainingSetVersion,
            cancellationToken
        );
    }

    /// <summary>Deletes a version and its data. The version is also deleted if its data is already gone.</summary>
    /// <remarks><c>GET</c> and <c>DELETE /trainingset/{name}/{number}</c></remarks>
    /// <param name="name">The name of the training set.</param>
    /// <param name="number">The number of the version, from 1.</param>
    /// <param name="cancellationToken">A token to cancel the requests. The version may already have been deleted.</param>
    /// <exception cref="TrainingSetServerException">The version does not exist, or you may not delete it.</exception>
    /// <exception cref="IOException">The version is deleted on the server, but its folder cannot be deleted.</exception>
    [Endpoint(DeleteVersionRoute)]
    public async Task DeleteVersionAsync(string name, int number, CancellationToken cancellationToken = default)
    {
        var version = await GetVersionAsync(name, number, cancellationToken).ConfigureAwait(false);
        var folder = version.ContainerPath is null ? null : GetFolder(version);
        const string failure = "could not delete TrainingSetVersion";
        await _http.SendAsync(HttpMethod.Delete, Path(name, number), failure, cancellationToken).ConfigureAwait(false);
        if (folder is not null)
        {
            TrainingSetFolder.Delete(folder);
        }
    }

    /// <summary>Gets the folder with the data of a version.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="DominoException">The version has no path, or one that leads out of the training-set folder.</exception>
    public string GetFolder(TrainingSetVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return TrainingSetFolder.Resolve(_connection.Options.TrainingSetFolder, version.ContainerPath);
    }

    /// <summary>Reads all columns of a version, file by file in the order of their names, as Arrow record batches.</summary>
    /// <remarks>Columns without a name of their own in which pandas keeps its index are left out.</remarks>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">A token to cancel reading.</param>
    /// <returns>The rows. Dispose of each batch when you have used it.</returns>
    /// <exception cref="DominoException">The version's data is missing, or is not Parquet.</exception>
    public IAsyncEnumerable<RecordBatch> ReadRawAsync(TrainingSetVersion version, CancellationToken cancellationToken = default) =>
        TrainingSetFolder.ReadAsync(GetFolder(version), new HashSet<string>(), cancellationToken);

    /// <summary>Reads the columns of a version to train with: all but the key and exclude columns.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">A token to cancel reading.</param>
    /// <returns>The rows. Dispose of each batch when you have used it.</returns>
    /// <exception cref="DominoException">The version's data is missing, or is not Parquet.</exception>
    public IAsyncEnumerable<RecordBatch> ReadTrainingAsync(TrainingSetVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        HashSet<string> leftOut = [.. version.KeyColumns, .. version.ExcludeColumns];
        return TrainingSetFolder.ReadAsync(GetFolder(version), leftOut, cancellationToken);
    }

    private static string Path(string name) =>
        Name().IsMatch(name)
            ? "/" + name
            : throw new ArgumentException($"bad TrainingSet name '{name}'. Use letters and digits of ASCII, '-' and '_'.", nameof(name));

    private static string Path(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{Path(name)}/{number}");

    private static string Page(int offset, int limit, bool isAscending) =>
        string.Create(CultureInfo.InvariantCulture, $"?offset={offset}&limit={limit}&asc={(isAscending ? "true" : "false")}");

    private static byte[] Json<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    private static JsonElement? Description(string? description, bool isKnown) =>
        isKnown ? JsonSerializer.SerializeToElement(description, DataJson.Default.String) : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
