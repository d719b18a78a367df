using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.Http;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>Asks the data source proxy for keys and signed URLs, and tells it what was transferred.</summary>
internal sealed class ObjectProxy(DataConnection connection)
{
    public static readonly DataSourceOverrides NoOverrides = new(DataSourceConfig.None, DataSourceConfig.None);

    private const string AddressSetting = "DOMINO_DATASOURCE_PROXY_HOST";

    public async Task<IReadOnlyList<string>> ListAsync(
        string sourceId,
        string prefix,
        int pageSize,
        DataSourceOverrides overrides,
        string action,
        CancellationToken cancellationToken
    )
    {
        Log.ListKeys(connection.Logger, sourceId, prefix, pageSize);
        var body = new ListKeysRequest(sourceId, prefix, overrides.Config, overrides.Credentials, pageSize);
        var request = Post("/objectstore/list", body, DataJson.Default.ListKeysRequest, action);
        return await SendAsync(request, DataJson.Default.StringArray, cancellationToken).ConfigureAwait(false) ?? [];
    }

    public async Task<Uri> GetUrlAsync(
        string sourceId,
        string key,
        bool forWriting,
        DataSourceOverrides overrides,
        string action,
        CancellationToken cancellationToken
    )
    {
        Log.GetKeyUrl(connection.Logger, sourceId, key);
        var body = new KeyUrlRequest(sourceId, forWriting, key, overrides.Config, overrides.Credentials);
        var request = Post("/objectstore/key", body, DataJson.Default.KeyUrlRequest, action);
        var url = await SendAsync(request, DataJson.Default.String, cancellationToken).ConfigureAwait(false);
        return ServiceAddress.Signed(url)
            ?? throw new DominoException($"Could not {action}: the data source proxy answered with something that is not an HTTP URL.");
    }

    /// <summary>Reports a transfer. A failure is logged and never reaches the caller, whose transfer has succeeded.</summary>
    public async Task ReportAsync(string type, long bytes, bool isWrite, CancellationToken cancellationToken)
    {
        try
        {
            var query = $"?t={Uri.EscapeDataString(type)}&b={bytes}&m={(isWrite ? "write" : "read")}";
            var request = Request(HttpMethod.Head, "/objectstore/metric" + query, "report a transfer");
            await connection.SendAsync(request, _ => Task.FromResult(true), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DominoException or OperationCanceledException)
        {
            Log.MetricFailed(connection.Logger, e.Message);
        }
    }

    private Task<T?> SendAsync<T>(DataRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        connection.AuthenticationBackOff.RunAsync(
            token =>
                connection.SendAsync(
                    request,
                    async reply =>
                        reply.Status == HttpStatusCode.OK
                            ? await reply.ReadJsonAsync(type).ConfigureAwait(false)
                            : throw await ErrorAsync(request, reply).ConfigureAwait(false),
                    token
                ),
            e => e is DominoApiException { StatusCode: HttpStatusCode.Unauthorized },
            cancellationToken
        );

    private DataRequest Post<T>(string path, T body, JsonTypeInfo<T> type, string action)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return Request(HttpMethod.Post, path, action) with
        {
            Content = () => new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } },
        };
    }

    private DataRequest Request(HttpMethod method, string pathAndQuery, string action) =>
        new(method, ServiceAddress.Join(connection.Options.DataSourceProxy, pathAndQuery, "data source proxy", AddressSetting), action)
        {
            Destination = Destination.Proxy,
            Timeout = new(connection.Options.ProxyTimeout, nameof(connection.Options.ProxyTimeout)),
        };

    private static async Task<DataSourceProxyException> ErrorAsync(DataRequest request, DataReply reply)
    {
        var body = await reply.ReadTextAsync().ConfigureAwait(false);
        var error = Parse(body);
        var why = error is { ErrorType: not null, RawError: not null }
            ? $"{error.ErrorType}: {ServerText.Clean(error.RawError, reply.Secrets)} ({(int)reply.Status})"
            : reply.Unexplained(body);
        if (reply.Status == HttpStatusCode.Unauthorized)
        {
            why += ". Check the token or API key";
        }

        return new DataSourceProxyException(reply.Status, request.Action, error, $"Could not {request.Action}: {why}.");
    }

    private static ProxyError Parse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DataJson.Default.ProxyError) ?? new ProxyError(null, null, null);
        }
        catch (JsonException)
        {
            return new ProxyError(null, null, null);
        }
    }
}
