using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Waiting;

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

    /// <summary>Publishes a model and starts the build of its first version.</summary>
    /// <remarks>Sends <c>POST /v1/models</c>, then <c>GET /v1/models/{modelId}/versions</c> for the version.</remarks>
    /// <param name="request">The name, the file and the function.</param>
    /// <param name="cancellationToken">A token to cancel the requests. The model may already exist.</param>
    /// <returns>The model and its first version. Wait for it with <see cref="WaitForVersionAsync"/>.</returns>
    /// <exception cref="DominoNotFoundException">The project or the environment was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have the required access.</exception>
    [Endpoint(PublishRoute)]
    public async Task<PublishedModel> PublishAsync(PublishModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        var body = await BodyAsync(request, request.Name, cancellationToken).ConfigureAwait(false);
        var model = (
            await _http
                .SendJsonAsync(
                    PublishRoute,
                    [],
                    body,
                    ModelsJson.Default.PublishBody,
                    ModelsJson.Default.DataNewModel,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Data;
        return new PublishedModel
        {
            Id = model.Id,
            Name = model.Name,
            Description = model.Description,
            Version = await FirstVersionAsync(model, cancellationToken).ConfigureAwait(false),
            Extra = model.Extra,
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

    /// <summary>Waits until a version is running. If its build fails or it is stopped, an exception is thrown.</summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The build keeps running.</param>
    /// <returns>The running version.</returns>
    /// <exception cref="ModelFailedException">The version failed or was stopped. The exception has its status and the end of its build
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The build keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The model or the version was not found.</exception>
    public async Task<ModelVersionState> WaitForVersionAsync(
        string modelId,
        string versionId,
        WaitOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options = WaitOptions.Check(options);
        var version = await Poller
            .WaitAsync(
                _http,
                new PollTarget<ModelVersionState>
                {
                    Subject = $"Version {versionId} of model {modelId}",
                    Goal = "start",
                    Advice = "The version is still being built. Wait again, or read its build log.",
                    GetAsync = token => GetVersionAsync(modelId, versionId, token),
                    Status = static version => version.Deployment?.Status.Value ?? "unknown",
                    IsReached = static version => version.Deployment is { Status.IsSettled: true },
                },
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        return version.Deployment?.Status == ModelStatus.Running
            ? version
            : throw new ModelFailedException(
                modelId,
                version,
                await LastBuildLinesAsync(modelId, versionId, options, cancellationToken).ConfigureAwait(false)
            );
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

    /// <summary>Calls a model with typed data, and reads a typed result.</summary>
    /// <remarks>Sends <c>POST /models/{modelId}/{version}/model</c>.</remarks>
    /// <typeparam name="TData">The type of the function's arguments: an object whose properties have the arguments' names.</typeparam>
    /// <typeparam name="TResult">The type of the function's result.</typeparam>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="data">The function's arguments.</param>
    /// <param name="dataType">The JSON contract of the arguments, from a source-generated context.</param>
    /// <param name="resultType">The JSON contract of the result, from a source-generated context.</param>
    /// <param name="version">The number of a version. If null, the latest running version is used.</param>
    /// <param name="accessToken">The model's access token, which a deployment requires. If null, the client's own credential is sent, which
    /// a local server accepts.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already run.</param>
    /// <exception cref="DominoException">The result is not a <typeparamref name="TResult"/>, or null for a reference type.</exception>
    /// <exception cref="DominoNotFoundException">The model or the version was not found.</exception>
    /// <exception cref="DominoApiException">400: the arguments do not fit the function. 500: the function failed. 503: no version is
    /// running.</exception>
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
        ArgumentNullException.ThrowIfNull(dataType);
        ArgumentNullException.ThrowIfNull(resultType);
        var body = new CallBody(JsonSerializer.SerializeToElement(data, dataType));
        var result = await SendCallAsync(modelId, body, version, accessToken, cancellationToken).ConfigureAwait(false);
        return FunctionResult.Read(result, resultType);
    }

    /// <summary>Calls a model with JSON.</summary>
    /// <remarks>Sends <c>POST /models/{modelId}/{version}/model</c>.</remarks>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="data">The function's arguments: an object whose properties have the arguments' names.</param>
    /// <param name="version">The number of a version. If null, the latest running version is used.</param>
    /// <param name="accessToken">The model's access token, which a deployment requires. If null, the client's own credential is sent, which
    /// a local server accepts.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already run.</param>
    /// <returns>The function's result. Null if the function returned null.</returns>
    /// <exception cref="DominoNotFoundException">The model or the version was not found.</exception>
    /// <exception cref="DominoApiException">400: the arguments do not fit the function. 500: the function failed. 503: no version is
    /// running.</exception>
    [Endpoint(CallRoute)]
    public async Task<JsonNode?> CallAsync(
        string modelId,
        JsonNode data,
        int? version = null,
        string? accessToken = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        var body = new CallBody(JsonSerializer.SerializeToElement(data, ModelsJson.Default.JsonNode));
        var result = await SendCallAsync(modelId, body, version, accessToken, cancellationToken).ConfigureAwait(false);
        return FunctionResult.ReadNullable(result, ModelsJson.Default.JsonNode);
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

    private async Task<JsonElement> SendCallAsync(
        string modelId,
        CallBody body,
        int? version,
        string? accessToken,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        var request = DominoHttp.Json(
            CallRoute,
            [modelId, version?.ToString(CultureInfo.InvariantCulture) ?? "latest"],
            body,
            ModelsJson.Default.CallBody,
            RetryMode.Never
        ) with
        {
            Credential = accessToken is null ? null : DominoCredential.ModelToken(accessToken),
        };
        return (await _http.SendJsonAsync(request, ModelsJson.Default.CallReply, cancellationToken).ConfigureAwait(false)).Result;
    }

    private async Task<ModelVersion> FirstVersionAsync(NewModel model, CancellationToken cancellationToken)
    {
        try
        {
            var versions = await ListVersionsAsync(model.Id, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            return versions.MinBy(version => version.Number) ?? throw new DominoException("The server lists no version.");
        }
        catch (DominoException e)
        {
            throw new DominoException(
                $"Model '{model.Name}' ({model.Id}) was published, but its first version could not be read: {e.Message} "
                    + $"Read the versions with {nameof(ListVersionsAsync)}.",
                e
            );
        }
    }

    private async Task<IReadOnlyList<string>> LastBuildLinesAsync(
        string modelId,
        string versionId,
        WaitOptions options,
        CancellationToken cancellationToken
    )
    {
        if (options.FailureLogLines == 0)
        {
            return [];
        }

        try
        {
            var lines = await GetBuildLogAsync(modelId, versionId, cancellationToken).ConfigureAwait(false);
            return [.. lines.TakeLast(options.FailureLogLines)];
        }
        catch (DominoException e)
        {
            // The failure is what the caller must hear; the log only explains it.
            Log.PollFailed(_http.Logger, $"the build log of version {versionId}", e.Message);
            return [];
        }
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

internal sealed record DataNewModel(NewModel Data);

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

internal sealed record NewModel
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

internal sealed record CallReply([property: JsonRequired] JsonElement Result);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DataListModel))]
[JsonSerializable(typeof(DataListModelVersion))]
[JsonSerializable(typeof(DataNewModel))]
[JsonSerializable(typeof(PublishedVersion))]
[JsonSerializable(typeof(PublishBody))]
[JsonSerializable(typeof(ModelVersionState))]
[JsonSerializable(typeof(BuildLog))]
[JsonSerializable(typeof(CallBody))]
[JsonSerializable(typeof(CallReply))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(ExportBody))]
[JsonSerializable(typeof(ModelExport))]
internal sealed partial class ModelsJson : JsonSerializerContext;
