using System.Text.Json;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>A recorded request and its answer.</summary>
internal sealed record RecordedExchange(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    // What differs by HTTP stack and says nothing of Domino. "Accept: */*" means the same as none.
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "User-Agent",
        "Accept-Encoding",
        "Connection",
    };

    public int Status { get; private init; } = 200;

    public IReadOnlyDictionary<string, string> AnswerHeaders { get; private init; } = new Dictionary<string, string>();

    public byte[] Answer { get; private init; } = [];

    public string Path => Target.Split('?')[0];

    public JsonElement AnswerJson => JsonDocument.Parse(Answer).RootElement;

    public JsonElement Json => JsonDocument.Parse(Body!).RootElement;

    public static bool IsHttp(JsonElement exchange) =>
        exchange.TryGetProperty("usual", out _) || (exchange.TryGetProperty("kind", out var kind) && kind.GetString() == "http");

    public static RecordedExchange Read(JsonElement exchange, Func<string, string> fill) =>
        exchange.TryGetProperty("usual", out var usual) ? Usual(usual.GetString()!, exchange, fill) : Full(exchange, fill);

    /// <summary>Gets the headers that are compared, as text.</summary>
    public static string Compared(string method, IEnumerable<KeyValuePair<string, string>> headers, bool hasJson) =>
        string.Join(
            "; ",
            headers
                .Where(header => !Ignored.Contains(header.Key))
                .Where(header => !(header.Key == "Accept" && header.Value == "*/*"))
                // The length of JSON depends on its spaces; RemoteFS gets a content type for requests without content.
                .Where(header => !(header.Key == "Content-Length" && hasJson))
                .Where(header => !(header.Key == "Content-Type" && method == "GET"))
                .Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}")
                .Order(StringComparer.Ordinal)
        );

    public string Compared() => $"{Method} {Target} [{Compared(Method, Headers, IsJson(Body))}] {Sorted(Body)}";

    public static string Compared(SeenRequest request)
    {
        var body = request.Body.Length is > 0 and < 100_000 ? request.Text : null;
        return $"{request.Method} {request.Target} [{Compared(request.Method, request.Headers, IsJson(body))}] {Sorted(body)}";
    }

    // The order of members means nothing.
    private static string? Sorted(string? body) => IsJson(body) ? Sorted(JsonDocument.Parse(body!).RootElement) : body;

    private static string Sorted(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object =>
                $"{{{string.Join(
                    ",",
                    json.EnumerateObject()
                        .OrderBy(member => member.Name, StringComparer.Ordinal)
                        .Select(member => $"{member.Name}:{Sorted(member.Value)}")
                )}}}",
            JsonValueKind.Array => $"[{string.Join(",", json.EnumerateArray().Select(Sorted))}]",
            _ => json.ToString(),
        };

    private static bool IsJson(string? body) => body?.StartsWith('{') == true;

    private static RecordedExchange Usual(string kind, JsonElement exchange, Func<string, string> fill)
    {
        var headers = new Dictionary<string, string> { ["Accept"] = "application/json", ["X-Domino-Api-Key"] = "key-1" };
        if (kind == "look-up")
        {
            var name = exchange.GetProperty("name").GetString()!;
            return new("GET", "/v4/datasource/name/" + name, headers, null) { Answer = Bytes(fill(Recording.Body("look-up of " + name))) };
        }

        headers["Accept"] = "*/*";
        headers["X-Domino-Client-Source"] = "Python";
        if (kind == "metric")
        {
            return new("HEAD", exchange.GetProperty("url").GetString()!, headers, null);
        }

        headers["Content-Type"] = "application/json";
        string Raw(string name) => exchange.GetProperty(name).GetRawText();
        var body =
            $"{{\"datasourceId\":{Raw("datasourceId")},\"isReadWrite\":{Raw("isReadWrite")},\"objectKey\":{Raw("objectKey")},"
            + "\"configOverwrites\":{},\"credentialOverwrites\":{}}";
        return new("POST", "/objectstore/key", headers, body) { Answer = Bytes(fill(exchange.GetProperty("url").GetRawText())) };
    }

    private static RecordedExchange Full(JsonElement exchange, Func<string, string> fill)
    {
        var request = exchange.GetProperty("request");
        var response = exchange.TryGetProperty("response", out var answered) ? answered : JsonDocument.Parse("{}").RootElement;
        var body = request.TryGetProperty("body", out var sent) && sent.ValueKind == JsonValueKind.String ? fill(sent.GetString()!) : null;
        return new(
            request.GetProperty("method").GetString()!,
            fill(request.GetProperty("url").GetString()!),
            Map(request.GetProperty("headers"), fill),
            body
        )
        {
            Status = response.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0,
            AnswerHeaders = response.TryGetProperty("headers", out var headers) ? Map(headers, fill) : new Dictionary<string, string>(),
            Answer = response.TryGetProperty("body", out var answer) ? Content(answer, fill) : [],
        };
    }

    private static byte[] Content(JsonElement body, Func<string, string> fill) =>
        body.ValueKind == JsonValueKind.String ? Bytes(fill(body.GetString()!))
        : body.TryGetProperty("see_bodies", out var key) ? Bytes(fill(Recording.Body(key.GetString()!)))
        : Long(body);

    // The recording has length and ends of long bodies only. A list keeps its meaning when it is empty.
    private static byte[] Long(JsonElement body)
    {
        var start = Convert.FromHexString(body.GetProperty("start_hex").GetString()!);
        return start.AsSpan().StartsWith("{\"data\""u8) ? Bytes("{}")
            : start.AsSpan().StartsWith("[{"u8) ? Bytes("[]")
            : new byte[body.GetProperty("length").GetInt32()];
    }

    private static Dictionary<string, string> Map(JsonElement headers, Func<string, string> fill) =>
        headers.EnumerateObject().ToDictionary(header => header.Name, header => fill(header.Value.GetString()!));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
