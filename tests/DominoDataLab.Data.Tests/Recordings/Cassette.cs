using DominoDataLab.Data.Tests.Server;
using Microsoft.AspNetCore.Http;
using YamlDotNet.RepresentationModel;

namespace DominoDataLab.Data.Tests.Recordings;

/// <summary>A recorded conversation, played by the rules of the recorder: a request is matched by verb and whole URI, and each exchange is
/// used once. The hosts of the recording are folders of the server, as <c>/https/domino.example.com</c>.</summary>
internal sealed class Cassette
{
    // They do not fit the content, which is stored decoded.
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Encoding",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
    };

    private readonly List<Exchange> _left;

    private Cassette(List<Exchange> exchanges) => _left = exchanges;

    /// <summary>Loads a recording. The test is skipped if it is not there.</summary>
    public static Cassette Load(string name)
    {
        using var file = File.OpenText(SharedData.Require(Path.Combine("cassettes", name + ".yaml")));
        var yaml = new YamlStream();
        yaml.Load(file);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return new([.. ((YamlSequenceNode)root["interactions"]).Select(Read)]);
    }

    public static string Prefix(string server, string origin)
    {
        var uri = new Uri(origin);
        return $"{server}/{uri.Scheme}/{uri.Authority}";
    }

    /// <summary>Answers from the recording.</summary>
    public async Task AnswerAsync(string server, HttpContext context, SeenRequest request)
    {
        Exchange? match;
        lock (_left)
        {
            match = _left.Find(exchange => exchange.Method == request.Method && Local("", exchange.Uri) == request.Target);
            _left.Remove(match!);
        }

        if (match is null)
        {
            context.Response.StatusCode = StatusCodes.Status501NotImplemented;
            return;
        }

        context.Response.StatusCode = match.Status;
        foreach (var (name, value) in match.Headers.Where(header => !Dropped.Contains(header.Key)))
        {
            context.Response.Headers[name] = value;
        }

        if (match.Content.Length > 0 && request.Method != "HEAD")
        {
            await context.Response.WriteAsync(Signed(server, match.Content));
        }
    }

    // A signed URL is the whole content of its answer; it must lead to this server.
    private static string Signed(string server, string content) =>
        content.StartsWith("\"http", StringComparison.Ordinal) ? '"' + Local(server, content[1..]) : content;

    private static string Local(string server, string uri)
    {
        var scheme = uri[..uri.IndexOf(':', StringComparison.Ordinal)];
        return $"{server}/{scheme}/{uri[(scheme.Length + 3)..]}";
    }

    private static Exchange Read(YamlNode interaction)
    {
        var (request, response) = (interaction["request"], interaction["response"]);
        var headers = ((YamlMappingNode)response["headers"]).ToDictionary(header => $"{header.Key}", header => $"{header.Value[0]}");
        var content = ((YamlMappingNode)response).Children.TryGetValue("content", out var body) ? $"{body}" : "";
        return new($"{request["method"]}", $"{request["uri"]}", int.Parse($"{response["status_code"]}"), headers, content);
    }

    private sealed record Exchange(string Method, string Uri, int Status, Dictionary<string, string> Headers, string Content);
}
