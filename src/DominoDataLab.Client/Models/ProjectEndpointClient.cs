using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Models;

/// <summary>A project's API endpoint, the older form of a model: one function at a time.</summary>
public sealed class ProjectEndpointClient
{
    private const string StateRoute = "GET /v1/{owner}/{project}/endpoint/state";
    private const string PublishRoute = "POST /v1/{owner}/{project}/endpoint/publishRelease";
    private const string UnpublishRoute = "DELETE /v1/{owner}/{project}/endpoint";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectEndpointClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>Gets the state of the endpoint. <c>GET /v1/{owner}/{project}/endpoint/state</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(StateRoute)]
    public async Task<EndpointState> GetStateAsync(CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(StateRoute, [owner, name], [], EndpointJson.Default.EndpointState, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Publishes a function. <c>POST /v1/{owner}/{project}/endpoint/publishRelease</c>.</summary>
    /// <param name="file">The file that has the function, such as <c>model.py</c>.</param>
    /// <param name="function">The function.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the request. The function may already be published.</param>
    /// <exception cref="DominoApiException">404: the commit was not found. 403: the user does not have the required access.</exception>
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

    /// <summary>Takes the endpoint down. <c>DELETE /v1/{owner}/{project}/endpoint</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(UnpublishRoute)]
    public async Task UnpublishAsync(CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(new DominoRequest(UnpublishRoute, [owner, name]) { RetryMode = RetryMode.Safe }, cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <summary>The state of a model API endpoint.</summary>
public sealed record EndpointState
{
    /// <summary>The server's word, such as <c>Running</c>.</summary>
    public string? Status { get; init; }

    /// <summary>true if a function is published, served already or not; otherwise, false. Null if the server does not say.</summary>
    public bool? IsPublished { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record PublishEndpointBody(string? CommitId, BindingDefinition BindingDefinition);

internal sealed record BindingDefinition(string File, string Function);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EndpointState))]
[JsonSerializable(typeof(PublishEndpointBody))]
internal sealed partial class EndpointJson : JsonSerializerContext;
