using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Models;

/// <summary>A project's API endpoint, the older form of a model. A project has one endpoint, which serves one function.</summary>
public sealed class ProjectEndpointClient
{
    private const string StateRoute = "GET /v1/{owner}/{project}/endpoint/state";
    private const string PublishRoute = "POST /v1/{owner}/{project}/endpoint/publishRelease";
    private const string CallRoute = "POST /v1/{owner}/{project}/endpoint";
    private const string UnpublishRoute = "DELETE /v1/{owner}/{project}/endpoint";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectEndpointClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>Gets the state of the endpoint.</summary>
    /// <remarks>Sends <c>GET /v1/{owner}/{project}/endpoint/state</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(StateRoute)]
    public async Task<EndpointState> GetStateAsync(CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(StateRoute, [owner, name], [], EndpointJson.Default.EndpointState, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Publishes a function. It replaces the function that is published now.</summary>
    /// <remarks>Sends <c>POST /v1/{owner}/{project}/endpoint/publishRelease</c>.</remarks>
    /// <param name="file">The file that has the function, such as <c>model.py</c>.</param>
    /// <param name="function">The name of the function.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already be published.</param>
    /// <exception cref="DominoNotFoundException">The project or the commit was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have the required access.</exception>
    [Endpoint(PublishRoute)]
    public async Task PublishAsync(string file, string function, string? commitId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentException.ThrowIfNullOrWhiteSpace(function);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        var body = new PublishEndpointBody(commitId, new BindingDefinition(file, function));
        await _http
            .SendAndForgetAsync(
                DominoHttp.Json(PublishRoute, [owner, name], body, EndpointJson.Default.PublishEndpointBody, RetryMode.Never),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Waits until the published function is running. If it fails or is unpublished, an exception is thrown.</summary>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The function keeps starting.</param>
    /// <returns>The state of the running endpoint.</returns>
    /// <exception cref="EndpointFailedException">The function failed, or no function is published.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The function keeps starting.</exception>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    public async Task<EndpointState> WaitForRunningAsync(WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        var state = await Poller
            .WaitAsync(
                _http,
                new PollTarget<EndpointState>
                {
                    Subject = $"The API endpoint of {_project}",
                    Goal = "start",
                    Advice = "The function is still starting. Wait again.",
                    GetAsync = GetStateAsync,
                    Status = static state => state.Status?.Value ?? "unknown",
                    IsReached = static state => state.IsPublished == false || state.Status is { IsSettled: true },
                },
                WaitOptions.Check(options),
                cancellationToken
            )
            .ConfigureAwait(false);
        return state.Status == ModelStatus.Running ? state : throw new EndpointFailedException(_project.ToString(), state);
    }

    /// <summary>Calls the published function with JSON.</summary>
    /// <remarks>Sends <c>POST /v1/{owner}/{project}/endpoint</c>.</remarks>
    /// <param name="parameters">The function's arguments, in order, such as <c>[3, "a"]</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already run.</param>
    /// <returns>The function's result. Null if the function returned null.</returns>
    /// <exception cref="DominoNotFoundException">The project was not found, or no function is published.</exception>
    /// <exception cref="DominoApiException">400: the arguments do not fit the function. 500: the function failed. 503: the function is not
    /// running.</exception>
    [Endpoint(CallRoute)]
    public async Task<JsonNode?> CallAsync(IEnumerable<JsonNode?> parameters, CancellationToken cancellationToken = default) =>
        FunctionResult.ReadNullable(
            await SendCallAsync(parameters, cancellationToken).ConfigureAwait(false),
            EndpointJson.Default.JsonNode
        );

    /// <summary>Calls the published function and reads a typed result.</summary>
    /// <remarks>Sends <c>POST /v1/{owner}/{project}/endpoint</c>.</remarks>
    /// <typeparam name="TResult">The type of the function's result.</typeparam>
    /// <param name="parameters">The function's arguments, in order, such as <c>[3, "a"]</c>.</param>
    /// <param name="resultType">The JSON contract of the result, from a source-generated context.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already run.</param>
    /// <exception cref="DominoException">The result is not a <typeparamref name="TResult"/>, or null for a reference type.</exception>
    /// <exception cref="DominoNotFoundException">The project was not found, or no function is published.</exception>
    /// <exception cref="DominoApiException">400: the arguments do not fit the function. 500: the function failed. 503: the function is not
    /// running.</exception>
    [Endpoint(CallRoute)]
    public async Task<TResult> CallAsync<TResult>(
        IEnumerable<JsonNode?> parameters,
        JsonTypeInfo<TResult> resultType,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(resultType);
        return FunctionResult.Read(await SendCallAsync(parameters, cancellationToken).ConfigureAwait(false), resultType);
    }

    /// <summary>Unpublishes the function. Calls fail afterward.</summary>
    /// <remarks>Sends <c>DELETE /v1/{owner}/{project}/endpoint</c>.</remarks>
    /// <param name="cancellationToken">A token to cancel the request. The function may already be unpublished.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(UnpublishRoute)]
    public async Task UnpublishAsync(CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(UnpublishRoute, [owner, name]) { RetryMode = RetryMode.Safe }, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<JsonElement> SendCallAsync(IEnumerable<JsonNode?> parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    CallRoute,
                    [owner, name],
                    new CallEndpointBody([.. parameters]),
                    EndpointJson.Default.CallEndpointBody,
                    EndpointJson.Default.CallReply,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Result;
    }
}

/// <summary>The state of a model API endpoint.</summary>
public sealed record EndpointState
{
    /// <summary>Gets the status, such as <c>Running</c>, or null if the server does not say.</summary>
    public ModelStatus? Status { get; init; }

    /// <summary>
    /// true if a function is published, even if it is not running yet; otherwise, false. Null if the server does not say.
    /// </summary>
    public bool? IsPublished { get; init; }

    /// <summary>Gets the server's message, such as the reason for a failure, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A project's API endpoint failed, or no function is published.</summary>
public sealed class EndpointFailedException : DominoException
{
    internal EndpointFailedException(string project, EndpointState state)
        : base(
            $"The API endpoint of {project} is not running: its status is {state.Status?.Value ?? "unknown"}"
                + $"{(string.IsNullOrEmpty(state.Message) ? "" : $" ({state.Message.TrimEnd('.')})")}. Publish a function, and wait again."
        ) => State = state;

    /// <summary>Gets the state as it was last polled.</summary>
    public EndpointState State { get; }
}

internal sealed record PublishEndpointBody(string? CommitId, BindingDefinition BindingDefinition);

internal sealed record BindingDefinition(string File, string Function);

internal sealed record CallEndpointBody(List<JsonNode?> Parameters);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EndpointState))]
[JsonSerializable(typeof(PublishEndpointBody))]
[JsonSerializable(typeof(CallEndpointBody))]
[JsonSerializable(typeof(CallReply))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class EndpointJson : JsonSerializerContext;
