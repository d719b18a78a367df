using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Variables;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Environments;

/// <summary>Lists, creates, changes and archives the deployment's compute environments.</summary>
public sealed class EnvironmentsClient
{
    private const string ListRoute = "GET /v1/environments";
    private const string DefaultRoute = "GET /v4/environments/defaultEnvironment";
    private const string GetRoute = "GET /api/environments/v1/environments/{environmentId}";
    private const string CreateRoute = "POST /api/environments/beta/environments";
    private const string CreateRevisionRoute = "POST /api/environments/beta/environments/{environmentId}/revisions";
    private const string RestrictRoute = "PATCH /api/environments/beta/environments/{environmentId}/revisions/{revisionId}";
    private const string ArchiveRoute = "DELETE /api/environments/v1/environments/{environmentId}";

    private readonly DominoHttp _http;

    internal EnvironmentsClient(DominoHttp http) => _http = http;

    /// <summary>Lists the environments that the user can use.</summary>
    /// <remarks>Sends <c>GET /v1/environments</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<ComputeEnvironment> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (
            var environment in (
                await _http
                    .GetJsonAsync(ListRoute, [], [], EnvironmentsJson.Default.EnvironmentList, cancellationToken)
                    .ConfigureAwait(false)
            ).Data
        )
        {
            yield return environment;
        }
    }

    /// <summary>Gets the default environment.</summary>
    /// <remarks>Sends <c>GET /v4/environments/defaultEnvironment</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(DefaultRoute)]
    public Task<DefaultEnvironment> GetDefaultAsync(CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(DefaultRoute, [], [], EnvironmentsJson.Default.DefaultEnvironment, cancellationToken);

    /// <summary>Gets an environment.</summary>
    /// <remarks>Sends <c>GET /api/environments/v1/environments/{environmentId}</c>.</remarks>
    /// <param name="environmentId">The environment's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The environment was not found, or the user cannot use it.</exception>
    [Endpoint(GetRoute)]
    public async Task<ComputeEnvironment> GetAsync(string environmentId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environmentId);
        return (
            await _http
                .GetJsonAsync(GetRoute, [environmentId], [], EnvironmentsJson.Default.EnvironmentEnvelope, cancellationToken)
                .ConfigureAwait(false)
        ).Environment;
    }

    /// <summary>
    /// Creates an environment and starts the build of its first revision. <c>POST /api/environments/beta/environments</c>.
    /// </summary>
    /// <remarks>If the request has no base image, the base image of the default environment is read first with
    /// <c>GET /v4/environments/defaultEnvironment</c>. If that has no base image, the request is sent without one.</remarks>
    /// <param name="request">Name, visibility and definition.</param>
    /// <param name="cancellationToken">A token to cancel the request. The environment may already exist.</param>
    /// <exception cref="ArgumentException">The name is empty, or the name or value of a variable is invalid. No request was
    /// sent.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission. Only administrators create global environments.
    /// 400 or 409: the name is taken or the definition is invalid.</exception>
    [Endpoint(CreateRoute)]
    public async Task<ComputeEnvironment> CreateAsync(CreateEnvironmentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        CheckVariables(request);
        var body = request with
        {
            BaseImage = await ImageAsync(request, cancellationToken).ConfigureAwait(false),
            SupportedClusters = LowerCase(request.SupportedClusters),
            Visibility = new EnvironmentVisibility(Lower(request.Visibility.Value)),
        };
        return (
            await _http
                .SendJsonAsync(
                    CreateRoute,
                    [],
                    body,
                    EnvironmentsJson.Default.CreateEnvironmentRequest,
                    EnvironmentsJson.Default.EnvironmentEnvelope,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Environment;
    }

    /// <summary>Adds a revision and starts its build. <c>POST /api/environments/beta/environments/{environmentId}/revisions</c>.</summary>
    /// <remarks>The default base image is the same as for <see cref="CreateAsync"/>.</remarks>
    /// <param name="environmentId">The environment's ID: 24 hexadecimal digits.</param>
    /// <param name="definition">The definition of the revision. Nothing is copied from the previous one.</param>
    /// <param name="cancellationToken">A token to cancel the request. The revision may already exist.</param>
    /// <exception cref="ArgumentException">The name or value of a variable is invalid. No request was sent.</exception>
    /// <exception cref="DominoApiException">404: the environment was not found. 403: the user does not have permission to change
    /// it.</exception>
    [Endpoint(CreateRevisionRoute)]
    public async Task<EnvironmentRevision> CreateRevisionAsync(
        string environmentId,
        EnvironmentDefinition definition,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environmentId);
        ArgumentNullException.ThrowIfNull(definition);
        CheckVariables(definition);
        var body = definition with
        {
            BaseImage = await ImageAsync(definition, cancellationToken).ConfigureAwait(false),
            SupportedClusters = LowerCase(definition.SupportedClusters),
        };
        return (
            await _http
                .SendJsonAsync(
                    CreateRevisionRoute,
                    [environmentId],
                    body,
                    EnvironmentsJson.Default.EnvironmentDefinition,
                    EnvironmentsJson.Default.RevisionEnvelope,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).EnvironmentRevision;
    }

    /// <summary>
    /// Selects the revision that restricted projects use. <c>PATCH
    /// /api/environments/beta/environments/{environmentId}/revisions/{revisionId}</c>.
    /// </summary>
    /// <param name="environmentId">The environment's ID: 24 hexadecimal digits.</param>
    /// <param name="revisionId">The revision's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the environment or revision was not found. 403: the user does not have permission to
    /// change it.</exception>
    [Endpoint(RestrictRoute)]
    public Task RestrictRevisionAsync(string environmentId, string revisionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environmentId);
        ArgumentException.ThrowIfNullOrWhiteSpace(revisionId);
        return _http.SendAndForgetAsync(
            DominoHttp.Json(
                RestrictRoute,
                [environmentId, revisionId],
                new RestrictBody(true),
                EnvironmentsJson.Default.RestrictBody,
                RetryMode.Safe
            ),
            cancellationToken
        );
    }

    /// <summary>Archives an environment, so that new executions cannot use it. <c>DELETE
    /// /api/environments/v1/environments/{environmentId}</c>.</summary>
    /// <param name="environmentId">The environment's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the environment was not found. 403: the user does not have permission to archive it.
    /// 409: it is the default environment.</exception>
    [Endpoint(ArchiveRoute)]
    public Task ArchiveAsync(string environmentId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environmentId);
        return _http.SendAndForgetAsync(new DominoRequest(ArchiveRoute, [environmentId]) { RetryMode = RetryMode.Safe }, cancellationToken);
    }

    /// <summary>Waits until the latest revision is built. If the build fails or is stopped, an exception is thrown.</summary>
    /// <param name="environmentId">The environment's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The build keeps running.</param>
    /// <returns>The environment. If the server does not report a build status, the environment is returned at once.</returns>
    /// <exception cref="EnvironmentBuildFailedException">The build did not succeed.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The build keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The environment was not found.</exception>
    public async Task<ComputeEnvironment> WaitForBuildAsync(
        string environmentId,
        WaitOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var environment = await Poller
            .WaitAsync(
                _http,
                new PollTarget<ComputeEnvironment>
                {
                    Subject = $"The build of environment {environmentId}",
                    Goal = "finish",
                    Advice = "The build is still running. Wait again.",
                    GetAsync = token => GetAsync(environmentId, token),
                    Status = static environment => environment.LatestRevision?.Status?.Value ?? "unknown",
                    IsReached = static environment => environment.LatestRevision?.Status is not { IsFinal: false },
                },
                WaitOptions.Check(options),
                cancellationToken
            )
            .ConfigureAwait(false);
        return environment.LatestRevision?.Status is not { } status || status == BuildStatus.Succeeded
            ? environment
            : throw new EnvironmentBuildFailedException(environment, environment.LatestRevision);
    }

    private async Task<string?> ImageAsync(EnvironmentDefinition definition, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(definition.BaseImage)
            ? (await GetDefaultAsync(cancellationToken).ConfigureAwait(false)).LatestRevisionDetails?.DockerImage
            : definition.BaseImage;

    private static void CheckVariables(EnvironmentDefinition definition)
    {
        foreach (var (name, value) in definition.EnvironmentVariables)
        {
            EnvironmentVariable.Check(name, value);
        }
    }

    // The server accepts these words in lowercase only. Users write them as the web pages do.
    private static List<string> LowerCase(IReadOnlyList<string> words) => [.. words.Select(Lower)];

#pragma warning disable CA1308 // The server's words are lowercase.
    private static string Lower(string word) => word.ToLowerInvariant();
#pragma warning restore CA1308
}

internal sealed record EnvironmentList(List<ComputeEnvironment> Data);

internal sealed record EnvironmentEnvelope(ComputeEnvironment Environment);

internal sealed record RevisionEnvelope(EnvironmentRevision EnvironmentRevision);

internal sealed record RestrictBody(bool IsRestricted);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnvironmentList))]
[JsonSerializable(typeof(EnvironmentEnvelope))]
[JsonSerializable(typeof(RevisionEnvelope))]
[JsonSerializable(typeof(DefaultEnvironment))]
[JsonSerializable(typeof(CreateEnvironmentRequest))]
[JsonSerializable(typeof(EnvironmentDefinition))]
[JsonSerializable(typeof(RestrictBody))]
internal sealed partial class EnvironmentsJson : JsonSerializerContext;
