using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Models;

/// <summary>A project's models.</summary>
public sealed class ProjectModelsClient
{
    private const string ListRoute = "GET /v1/projects/{owner}/{project}/models";
    private const string PublishRoute = "POST /v1/models";
    private const string VersionsRoute = "GET /v1/models/{modelId}/versions";
    private const string PublishVersionRoute = "POST /v1/models/{modelId}/versions";
    private const string VersionRoute = "GET /api/modelServing/v1/modelApis/{modelId}/versions/{versionId}";
    private const string BuildLogRoute = "GET /api/modelServing/v1/modelApis/{modelId}/versions/{versionId}/buildLogs";
    private const string ArchiveRoute = "DELETE /api/modelServing/v1/modelApis/{modelId}";
    private const string CallRoute = "POST /models/{modelId}/{version}/model";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectModelsClient(DominoHttp http, VersionGate versions, ProjectClient project) =>
        (_http, _project, Exports) = (http, project, new ModelExportsClient(http, versions));

    /// <summary>Exports of versions' images.</summary>
    public ModelExportsClient Exports { get; }

    /// <summary>The project's models. <c>GET /v1/projects/{owner}/{project}/models</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Model> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var model in (
                await _http
                    .GetJsonAsync(ListRoute, [owner, name], [], ModelsJson.Default.DataListModel, cancellationToken)
                    .ConfigureAwait(false)
            ).Data
        )
        {
            yield return model;
        }
    }

    /// <summary>Makes a model and starts the build of its first version. <c>POST /v1/models</c>.</summary>
    /// <param name="request">The name, and what it serves.</param>
    /// <param name="cancellationToken">A token to cancel the request. The model may already exist.</param>
    /// <exception cref="DominoApiException">404: the environment was not found. 403: the user does not have the required
    /// access.</exception>
    [Endpoint(PublishRoute)]
    public async Task<Model> PublishAsync(PublishModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        var body = await BodyAsync(request, request.Name, cancellationToken).ConfigureAwait(false);
        var made = (
            await _http
                .SendJsonAsync(
                    PublishRoute,
                    [],
                    body,
                    ModelsJson.Default.PublishBody,
                    ModelsJson.Default.DataPublishedModel,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Data;
        return new Model
        {
            Id = made.Id,
            Name = made.Name,
            Description = made.Description,
            Extra = made.Extra,
        };
    }

    /// <summary>A model's versions. <c>GET /v1/models/{modelId}/versions</c>; the server does not page them.</summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the model was not found.</exception>
    [Endpoint(VersionsRoute)]
    public async IAsyncEnumerable<ModelVersion> ListVersionsAsync(
        string modelId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        foreach (
            var version in (
                await _http
                    .GetJsonAsync(VersionsRoute, [modelId], [], ModelsJson.Default.DataListModelVersion, cancellationToken)
                    .ConfigureAwait(false)
            ).Data
        )
        {
            yield return version;
        }
    }

    /// <summary>Adds a version to a model and starts its build. <c>POST /v1/models/{modelId}/versions</c>.</summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="request">The version.</param>
    /// <param name="cancellationToken">A token to cancel the request. The version may already exist.</param>
    /// <exception cref="DominoApiException">404: the model or environment was not found. 403: the user does not have the required
    /// access.</exception>
    [Endpoint(PublishVersionRoute)]
    public async Task<ModelVersion> PublishVersionAsync(
        string modelId,
        PublishModelVersionRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentNullException.ThrowIfNull(request);
        var body = await BodyAsync(request, null, cancellationToken).ConfigureAwait(false);
        var published = await _http
            .SendJsonAsync(
                PublishVersionRoute,
                [modelId],
                body,
                ModelsJson.Default.PublishBody,
                ModelsJson.Default.PublishedVersion,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
        return published.ToVersion()
            ?? throw new DominoException(
                $"{PublishVersionRoute}: the version is published, but the reply does not say its id; look with "
                    + $"{nameof(ListVersionsAsync)}."
            );
    }

    /// <summary>Gets the status of a version. <c>GET /api/modelServing/v1/modelApis/{modelId}/versions/{versionId}</c>.</summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the model or version was not found.</exception>
    [Endpoint(VersionRoute)]
    public Task<ModelVersionState> GetVersionAsync(string modelId, string versionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentException.ThrowIfNullOrWhiteSpace(versionId);
        return _http.GetJsonAsync(VersionRoute, [modelId, versionId], [], ModelsJson.Default.ModelVersionState, cancellationToken);
    }

    /// <summary>Waits until a version serves, or has failed or been stopped, and returns it, whichever it was.</summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="deadline">The time limit, after which the build keeps running. If null, there is no limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
    /// <exception cref="DominoTimeoutException">The time limit passed.</exception>
    public async Task<ModelVersionState> WaitForVersionAsync(
        string modelId,
        string versionId,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default
    )
    {
        var clock = new PollClock(_http.Time, TimeSpan.FromSeconds(15));
        while (true)
        {
            var version = await GetVersionAsync(modelId, versionId, cancellationToken).ConfigureAwait(false);
            if (version.Deployment is { } deployment && deployment.Status.IsSettled)
            {
                return version;
            }

            if (deadline is { } limit && clock.Elapsed >= limit)
            {
                throw new DominoTimeoutException(
                    $"Version {version.Number} of model {modelId} was still {version.Deployment?.Status.Value ?? "without a status"} "
                        + $"after {limit.TotalSeconds:0.#} s. The build is still running. Wait again."
                );
            }

            await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Gets the build log of a version. <c>GET /api/modelServing/v1/modelApis/{modelId}/versions/{versionId}/buildLogs</c>.
    /// </summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(BuildLogRoute)]
    public async Task<IReadOnlyList<string>> GetBuildLogAsync(
        string modelId,
        string versionId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentException.ThrowIfNullOrWhiteSpace(versionId);
        var log = await _http
            .GetJsonAsync(BuildLogRoute, [modelId, versionId], [], ModelsJson.Default.BuildLog, cancellationToken)
            .ConfigureAwait(false);
        return log.Logs.ConvertAll(line => line.Log.TrimEnd('\r', '\n'));
    }

    /// <summary>Calls a model. <c>POST /models/{modelId}/{version}/model</c>.</summary>
    /// <typeparam name="TData">The function's arguments, as an object with their names.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="data">The function's arguments, by name.</param>
    /// <param name="dataType">How they are written, from a source-generated context.</param>
    /// <param name="resultType">How the result is read, from a source-generated context.</param>
    /// <param name="version">A version's number. If null, the newest that serves is used.</param>
    /// <param name="accessToken">The model's access token, which a deployment requires. If null, the client's own credential is sent, which
    /// a local server accepts.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already run.</param>
    /// <exception cref="DominoException">The model returned something that is no <typeparamref name="TResult"/>, or null for a reference
    /// type.</exception>
    /// <exception cref="DominoApiException">400: the call does not fit the function. 500: the function failed. 503: nothing
    /// serves.</exception>
    [Endpoint(CallRoute)]
    public async Task<TResult> CallAsync<TData, TResult>(
        string modelId,
        TData data,
        JsonTypeInfo<TData> dataType,
        JsonTypeInfo<TResult> resultType,
        int? version = null,
        string? accessToken = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentNullException.ThrowIfNull(resultType);
        var body = new CallBody(JsonSerializer.SerializeToElement(data, dataType));
        var request = DominoHttp.Json(
            CallRoute,
            [modelId, version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "latest"],
            body,
            ModelsJson.Default.CallBody,
            RetryMode.Never
        ) with
        {
            Credential = accessToken is null ? null : DominoCredential.ModelToken(accessToken),
        };
        var reply = await _http.SendJsonAsync(request, ModelsJson.Default.CallReply, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = reply.Result.Deserialize(resultType);

            // A type of values says itself whether it has a null.
            return result is null && !typeof(TResult).IsValueType
                ? throw new DominoException(
                    $"The model returned null instead of {typeof(TResult).Name}. If null is a valid result, request a JsonElement."
                )
                : result!;
        }
        catch (JsonException e)
        {
            throw new DominoException($"The result of the model could not be read as {typeof(TResult).Name}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Archives a model: its versions are not served any more, and it is in no list. <c>DELETE
    /// /api/modelServing/v1/modelApis/{modelId}</c>.
    /// </summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The model may already be archived.</param>
    /// <exception cref="DominoApiException">404: the model was not found. 403: the user does not have the required access.</exception>
    [Endpoint(ArchiveRoute)]
    public Task ArchiveAsync(string modelId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return _http.SendAndForgetAsync(new DominoRequest(ArchiveRoute, [modelId]) { RetryMode = RetryMode.Safe }, cancellationToken);
    }

    private async Task<PublishBody> BodyAsync(PublishModelVersionRequest request, string? name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(request.File);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Function);
        return new PublishBody(
            name,
            request.Description,
            await _project.GetIdAsync(cancellationToken).ConfigureAwait(false),
            request.File,
            request.Function,
            request.ExcludeFiles,
            await _project.Environments.GetIdOrNullAsync(request.Environment, cancellationToken).ConfigureAwait(false) ?? ""
        );
    }
}

internal sealed record DataListModel(List<Model> Data);

internal sealed record DataListModelVersion(List<ModelVersion> Data);

internal sealed record DataPublishedModel(PublishedModel Data);

/// <summary>
/// The response to publishing a version: python-domino reads the number from the reply itself, where other routes of models have it below
/// <c>data</c>.
/// </summary>
internal sealed record PublishedVersion(
    ModelVersion? Data,
    [property: JsonPropertyName("_id")] string? MongoId,
    string? Id,
    int Number,
    ModelVersionMetadata? Metadata
)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    public ModelVersion? ToVersion() =>
        Data
        ?? (
            (MongoId ?? Id) is { } id
                ? new ModelVersion
                {
                    Id = id,
                    Metadata = Metadata ?? new ModelVersionMetadata { Number = Number },
                    Extra = Extra,
                }
                : null
        );
}

internal sealed record PublishedModel
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record PublishBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    string Description,
    string ProjectId,
    string File,
    string Function,
    IReadOnlyList<string> ExcludeFiles,
    string EnvironmentId
);

internal sealed record BuildLog(List<BuildLogLine> Logs);

internal sealed record BuildLogLine(string Log);

internal sealed record CallBody(JsonElement Data);

internal sealed record CallReply(JsonElement Result);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DataListModel))]
[JsonSerializable(typeof(DataListModelVersion))]
[JsonSerializable(typeof(DataPublishedModel))]
[JsonSerializable(typeof(PublishedVersion))]
[JsonSerializable(typeof(PublishBody))]
[JsonSerializable(typeof(ModelVersionState))]
[JsonSerializable(typeof(BuildLog))]
[JsonSerializable(typeof(CallBody))]
[JsonSerializable(typeof(CallReply))]
[JsonSerializable(typeof(ExportBody))]
[JsonSerializable(typeof(ModelExport))]
internal sealed partial class ModelsJson : JsonSerializerContext;
