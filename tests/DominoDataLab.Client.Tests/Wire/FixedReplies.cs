using System.Net;
using System.Text;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>Answers each "VERB /path" with a fixed JSON text, for replies that the local server does not give; records what was asked.</summary>
internal sealed class FixedReplies(Dictionary<string, string> replies) : HttpMessageHandler
{
    public List<(string Request, string Body)> Requests { get; } = [];

    public DominoClient Connect() => new(new DominoClientOptions { Host = "https://domino.example.com", ApiKey = "k", MaxRetries = 0 }, new HttpClient(this));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        Requests.Add((asked, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        return replies.TryGetValue(asked, out var json)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
