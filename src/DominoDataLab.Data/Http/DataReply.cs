using System.Net;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Data.Http;

/// <summary>The answer to a request, with the limit within which its body must arrive.</summary>
internal sealed class DataReply(DataRequest request, HttpResponseMessage reply, TimeLimit limit, CancellationToken cancellationToken)
{
    public HttpStatusCode Status => reply.StatusCode;

    public HttpResponseMessage Message => reply;

    /// <summary>The secrets that were sent to the server and must not appear in a message.</summary>
    public IReadOnlyList<string> Secrets => ServerText.SecretsOf(reply);

    /// <summary>Reads a JSON body that may be null.</summary>
    /// <exception cref="DominoApiException">The body is not the expected JSON.</exception>
    public async Task<T?> ReadJsonAsync<T>(JsonTypeInfo<T> type)
    {
        try
        {
            var body = await ResponseReader.BodyAsync(reply, request.Action, ResponseReader.DefaultMaxSize, limit).ConfigureAwait(false);
            return body.Span.Trim(" \t\r\n"u8).SequenceEqual("null"u8) ? default : ResponseJson.Read(body, type);
        }
        catch (ResponseFormatException e)
        {
            throw Error(ResponseReader.Explain(e, reply, request.Action), null);
        }
    }

    /// <summary>Reads the beginning of the body as text; empty if it does not arrive.</summary>
    public Task<string> ReadTextAsync() => ErrorReader.BodyAsync(reply, limit, cancellationToken);

    /// <summary>Creates the error for a failed request, with the server's explanation.</summary>
    public async Task<DominoApiException> ErrorAsync()
    {
        var body = await ReadTextAsync().ConfigureAwait(false);
        var message = ErrorReader.Parse(body, reply.Content.Headers.ContentType?.MediaType, Secrets).Message;
        return message is null ? Error(Unexplained(body), null) : Error($"{message} ({(int)Status})", message);
    }

    /// <summary>Says what came, if the server did not explain it in a way that is understood.</summary>
    public string Unexplained(string body)
    {
        var answered = $"{HostAddress.Show(request.Address)} answered {(int)Status} {reply.ReasonPhrase}".TrimEnd();
        return ServerText.Clean(body, Secrets) is { } text ? $"{answered}: {text}" : answered;
    }

    public DominoApiException Error(string why, string? serverMessage, Exception? cause = null) =>
        new(Status, request.Action, serverMessage, ErrorReader.RequestId(reply), $"Could not {request.Action}: {why}", cause);
}
