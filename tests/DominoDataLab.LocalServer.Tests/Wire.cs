using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests;

/// <summary>Requests as bytes on the wire, without the client.</summary>
internal static class Wire
{
    public static HttpClient ConnectAs(this LocalDomino server, string user) =>
        new() { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.GetApiKey(user) } } };

    public static async Task<JsonNode> ReadAsync(this HttpClient http, string path) => (await http.SendAsync(HttpMethod.Get, path)).Reply!;

    public static async Task<(int Status, JsonNode? Reply)> SendAsync(
        this HttpClient http,
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var reply = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
