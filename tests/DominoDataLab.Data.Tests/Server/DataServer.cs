using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Tests.Server;

/// <summary>Plays Domino, the data source proxy and a storage; tests script what is unusual.</summary>
internal sealed class DataServer : IAsyncDisposable
{
    public const string Signature = "mode=r&signature=fake%2Bsignature%3D";

    private readonly ScriptedServer _server;

    private DataServer(ScriptedServer server) => _server = server;

    public ScriptedServer Script => _server;

    public string Address => _server.Address;

    /// <summary>The objects by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    public static async Task<DataServer> StartAsync(Action<ListenOptions>? listen = null)
    {
        var server = new DataServer(await ScriptedServer.StartAsync(listen));
        server
            ._server.On(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal), server.StorageAsync)
            .On("HEAD", "/objectstore/metric", ScriptedServer.Status(200))
            .On("POST", "/objectstore/list", server.ListAsync)
            .On("POST", "/objectstore/key", server.SignAsync);
        return server;
    }

    /// <summary>Makes a data source that can be looked up.</summary>
    public DataServer Add(string name, string type, string auth = "Basic", string config = "{}")
    {
        _server.On("GET", "/v4/datasource/name/" + name, ScriptedServer.Json(Details(name, type, auth, config)));
        return this;
    }

    public static string Details(string name, string type, string auth = "Basic", string config = "{}") =>
        $$"""
            {"id": "6700dd00000000000000{{name.Length:x4}}", "name": "{{name}}", "ownerId": "6700cc000000000000000001",
             "ownerInfo": {"ownerName": "owner-1", "ownerEmail": "owner-1@example.com", "isOwnerAdmin": false},
             "addedBy": {}, "authType": "{{auth}}", "dataSourceType": "{{type}}", "config": {{config}}, "lastUpdated": 1634250146829,
             "lastUpdatedBy": "6700cc000000000000000001", "projectIds": ["6700bb000000000000000001"], "status": "Active"}
            """;

    /// <summary>Makes options that name this server and nothing of the environment.</summary>
    public DominoDataClientOptions Options(Action<DominoDataClientOptions>? change = null)
    {
        var options = new DominoDataClientOptions(_ => null)
        {
            Host = Address,
            TrainingSetHost = Address,
            DataSourceProxy = Address,
            RemoteFileSystemHost = Address,
            ApiKey = "key-1",
            ProjectId = "6700bb000000000000000001",
        };
        change?.Invoke(options);
        return options;
    }

    public DominoDataClient Client(Action<DominoDataClientOptions>? change = null, ILoggerFactory? log = null) => new(Options(change), log);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ListAsync(HttpContext context, SeenRequest request)
    {
        var prefix = request.Json.GetProperty("prefix").GetString()!;
        var keys = Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var page = keys.Take(request.Json.GetProperty("page_size").GetInt32()).Select(key => JsonValue.Create(key));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonArray([.. page]).ToJsonString() + "\n");
    }

    private async Task SignAsync(HttpContext context, SeenRequest request)
    {
        var key = Uri.EscapeDataString(request.Json.GetProperty("objectKey").GetString()!);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"\"{Address}/storage/{key}?{Signature.Replace("&", "\\u0026", StringComparison.Ordinal)}\"\n");
    }

    private async Task StorageAsync(HttpContext context, SeenRequest request)
    {
        var key = Uri.UnescapeDataString(request.Path["/storage/".Length..]);
        if (request.Method == "PUT")
        {
            Objects[key] = request.Body;
        }
        else if (!Objects.TryGetValue(key, out var content))
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code></Error>");
        }
        else
        {
            await SendAsync(context, request, content);
        }
    }

    /// <summary>Sends content as a storage does: the range that was asked for, or all of it.</summary>
    public static async Task SendAsync(HttpContext context, SeenRequest request, byte[] content)
    {
        if (request["Range"] is not { } range)
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content);
            return;
        }

        var ends = range["bytes=".Length..].Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        if (ends[0] >= content.Length)
        {
            context.Response.StatusCode = 416;
            context.Response.Headers.ContentRange = $"bytes */{content.Length}";
            return;
        }

        var last = Math.Min(ends[1], content.Length - 1);
        context.Response.StatusCode = 206;
        context.Response.Headers.ContentRange = $"bytes {ends[0]}-{last}/{content.Length}";
        context.Response.ContentLength = last - ends[0] + 1;
        await context.Response.Body.WriteAsync(content.AsMemory(ends[0], last - ends[0] + 1));
    }
}
