using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>Answers in memory. After a maximum number of requests it fails the test's call, so that no loop runs forever.</summary>
internal sealed class ScriptedHandler(Func<string, ScriptedReply> answer, int maxRequests) : HttpMessageHandler
{
    private int _requests;

    public bool IsExhausted => _requests > maxRequests;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _requests) > maxRequests)
        {
            throw new EndlessLoopException();
        }

        cancellationToken.ThrowIfCancellationRequested();
        var (body, status, mediaType) = answer($"{request.Method} {request.RequestUri!.AbsolutePath}");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request, Content = content });
    }
}

internal sealed record ScriptedReply(string Body, int Status = 200, string MediaType = "application/json");

/// <summary>The client sent more requests than any correct call does.</summary>
internal sealed class EndlessLoopException : Exception;
