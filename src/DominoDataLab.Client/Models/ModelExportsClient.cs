using System.Text.Json;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Models;

/// <summary>Exports the images of model versions to container registries.</summary>
public sealed class ModelExportsClient
{
    private const string StartRoute = "POST /v4/models/{modelId}/{versionId}/exportImageToRegistry";
    private const string StartForSageMakerRoute = "POST /v4/models/{modelId}/{versionId}/exportImageForSagemaker";
    private const string GetRoute = "GET /v4/models/{exportId}/getExportImageStatus";
    private const string LogRoute = "GET /v4/models/{exportId}/getExportLogs";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;

    internal ModelExportsClient(DominoHttp http, VersionGate versions) => (_http, _versions) = (http, versions);

    /// <summary>
    /// Starts the export of a version's image to a registry. <c>POST /v4/models/{modelId}/{versionId}/exportImageToRegistry</c>.
    /// </summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="target">The target of the image.</param>
    /// <param name="cancellationToken">A token to cancel the request. The export may already be running.</param>
    /// <exception cref="DominoVersionException">The deployment is older than 4.1.0; nothing was exported.</exception>
    [Endpoint(StartRoute)]
    public Task<ModelExport> StartAsync(
        string modelId,
        string versionId,
        ModelExportTarget target,
        CancellationToken cancellationToken = default
    ) => StartAsync(StartRoute, modelId, versionId, target, "4.1.0", cancellationToken);

    /// <summary>
    /// Starts the export of a version's image for SageMaker. <c>POST /v4/models/{modelId}/{versionId}/exportImageForSagemaker</c>.
    /// </summary>
    /// <param name="modelId">The model's ID: 24 hexadecimal digits.</param>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="target">The target of the image.</param>
    /// <param name="cancellationToken">A token to cancel the request. The export may already be running.</param>
    /// <exception cref="DominoVersionException">The deployment is older than 4.2.0; nothing was exported.</exception>
    [Endpoint(StartForSageMakerRoute)]
    public Task<ModelExport> StartForSageMakerAsync(
        string modelId,
        string versionId,
        ModelExportTarget target,
        CancellationToken cancellationToken = default
    ) => StartAsync(StartForSageMakerRoute, modelId, versionId, target, "4.2.0", cancellationToken);

    /// <summary>Gets the status of an export. <c>GET /v4/models/{exportId}/getExportImageStatus</c>.</summary>
    /// <param name="exportId">The export's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetRoute)]
    public Task<ModelExport> GetAsync(string exportId, CancellationToken cancellationToken = default) =>
        ReplyAsync(GetRoute, exportId, cancellationToken);

    /// <summary>Gets the logs of an export, in <see cref="ModelExport.Logs"/>. <c>GET /v4/models/{exportId}/getExportLogs</c>.</summary>
    /// <param name="exportId">The export's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(LogRoute)]
    public Task<ModelExport> GetLogAsync(string exportId, CancellationToken cancellationToken = default) =>
        ReplyAsync(LogRoute, exportId, cancellationToken);

    /// <summary>Waits until an export has ended, successfully or not, and returns it.</summary>
    /// <param name="exportId">The export's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The export keeps running.</param>
    /// <exception cref="WaitTimeoutException">The time limit passed. The export keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The export was not found.</exception>
    public Task<ModelExport> WaitForCompletionAsync(
        string exportId,
        WaitOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        Poller.WaitAsync(
            _http,
            new PollTarget<ModelExport>
            {
                Subject = $"Export {exportId}",
                Goal = "finish",
                Advice = "The export is still running. Wait again.",
                GetAsync = token => GetAsync(exportId, token),
                Status = static export => export.Status,
                IsReached = static export => export.HasEnded,
            },
            WaitOptions.Check(options),
            cancellationToken
        );

    private async Task<ModelExport> StartAsync(
        string route,
        string modelId,
        string versionId,
        ModelExportTarget target,
        string since,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentException.ThrowIfNullOrWhiteSpace(versionId);
        ArgumentNullException.ThrowIfNull(target);
        await _versions.RequireAsync("Exporting a model", since, cancellationToken).ConfigureAwait(false);
        var body = new ExportBody(target.RegistryHost, target.UserName, target.Password, target.Repository, target.Tag);
        return await _http
            .SendJsonAsync(
                DominoHttp.Json(route, [modelId, versionId], body, ModelsJson.Default.ExportBody, RetryMode.Never) with
                {
                    Secrets = target.Password is null ? [] : [target.Password],
                },
                ModelsJson.Default.ModelExport,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<ModelExport> ReplyAsync(string route, string exportId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(exportId);
        await _versions.RequireAsync("Exporting a model", "4.1.0", cancellationToken).ConfigureAwait(false);

        // Servers answer with one export; the newer description has a list.
        return await _http
            .GetJsonAsync(
                route,
                [exportId],
                [],
                ModelsJson.Default.JsonElement,
                reply =>
                    reply.ValueKind == JsonValueKind.Array && reply.GetArrayLength() > 0
                        ? ResponseJson.Read(reply[0], ModelsJson.Default.ModelExport, "$[0]")
                        : ResponseJson.Read(reply, ModelsJson.Default.ModelExport),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}

internal sealed record ExportBody(string RegistryUrl, string? Username, string? Password, string Repository, string? Tag)
{
    public override string ToString() => RegistryUrl;
}
