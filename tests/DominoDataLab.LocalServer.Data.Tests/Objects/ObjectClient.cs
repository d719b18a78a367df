using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>Uses object stores as Domino's clients do: asks the server for addresses, and the addresses for content.</summary>
internal static class ObjectClient
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string[]> ListAsync(
        this DataServer server,
        string source,
        string prefix = "",
        int? size = null,
        JsonObject? config = null
    )
    {
        var body = Request(source, config);
        body["prefix"] = prefix;
        body["page_size"] = size ?? 1000;
        var (status, reply) = await server.SendAsync(HttpMethod.Post, "/objectstore/list", body);
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        return [.. reply!.AsArray().Select(key => key!.GetValue<string>())];
    }

    public static async Task<(HttpStatusCode Status, JsonNode? Body)> KeyAsync(
        this DataServer server,
        string source,
        string key,
        bool isWritable = false,
        JsonObject? config = null,
        string? user = null
    )
    {
        var body = Request(source, config);
        body["objectKey"] = key;
        body["isReadWrite"] = isWritable;
        return await server.SendAsync(HttpMethod.Post, "/objectstore/key", body, user);
    }

    public static async Task<Uri> UrlAsync(
        this DataServer server,
        string source,
        string key,
        bool isWritable = false,
        JsonObject? config = null
    )
    {
        var (status, reply) = await server.KeyAsync(source, key, isWritable, config);
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        return new Uri(reply!.GetValue<string>(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    public static async Task PutAsync(this DataServer server, string source, string key, string content)
    {
        using var reply = await server.StoreAsync(await server.UrlAsync(source, key, isWritable: true), content);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Ct));
    }

    public static async Task<HttpResponseMessage> StoreAsync(this DataServer server, Uri address, string content)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        return await server.Http.PutAsync(address, body, Ct);
    }

    public static async Task<string> GetAsync(this DataServer server, string source, string key) =>
        await server.Http.GetStringAsync(await server.UrlAsync(source, key), Ct);

    public static async Task<HttpResponseMessage> GetAsync(
        this DataServer server,
        Uri address,
        RangeHeaderValue? range = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = range;
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await server.Http.SendAsync(request, Ct);
    }

    private static JsonObject Request(string source, JsonObject? config) =>
        new()
        {
            ["datasourceId"] = source,
            ["configOverwrites"] = config ?? [],
            ["credentialOverwrites"] = new JsonObject(),
        };
}
