using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Http;

/// <summary>Reads the JSON body of a response. Whatever is wrong with it becomes one exception that says what and where.</summary>
internal static class ResponseReader
{
    /// <summary>The default of the maximum size of a body in bytes.</summary>
    public const int DefaultMaxSize = 64 << 20;

    private const int ReadSize = 64 << 10;

    // Responses of these routes may hold variables, registry passwords or credentials of data sources.
    private static readonly string[] SecretRoutes =
    [
        "/environmentVariables",
        "/environments",
        "/useableEnvironments",
        "/exportImage",
        "/datasource",
        "data source",
        "/modelApis",
        "/file/start",
        "credential",
        "token",
        "apiKey",
    ];

    /// <param name="reply">The response; the caller disposes it.</param>
    /// <param name="route">The verb and the route's template.</param>
    /// <param name="type">The type to deserialize.</param>
    /// <param name="convert">Makes the result. Whatever it throws is a fault of the response, too.</param>
    /// <param name="maxSize">The maximum size of the body in bytes, after decompression.</param>
    /// <param name="limit">Restarted whenever bytes arrive.</param>
    /// <exception cref="InvalidResponseException">The body is not the expected JSON.</exception>
    public static async Task<T> ReadAsync<TJson, T>(
        HttpResponseMessage reply,
        string route,
        JsonTypeInfo<TJson> type,
        Func<TJson, T> convert,
        int maxSize,
        TimeLimit limit
    )
    {
        try
        {
            var body = await BodyAsync(reply, route, maxSize, limit).ConfigureAwait(false);
            var json = ResponseJson.Read(body, type);
            try
            {
                return convert(json);
            }
            catch (Exception e) when (e is not (ResponseFormatException or DominoException or OutOfMemoryException))
            {
                throw new ResponseFormatException("$", "a valid value", ResponseJson.Excerpt(body));
            }
        }
        catch (ResponseFormatException e)
        {
            throw new InvalidResponseException(
                reply.StatusCode,
                route,
                ErrorReader.RequestId(reply),
                ServerText.Clean(e.Path) ?? "$",
                e.Expected,
                Explain(e, reply, route)
            )
            {
                FailedRoute = route,
                MemberAdvice = e.Advice,
            };
        }
    }

    /// <summary>Reads a body as a whole.</summary>
    /// <exception cref="ResponseFormatException">The body is larger than the maximum.</exception>
    public static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage reply, string route, int maxSize, TimeLimit limit)
    {
        var stream = await reply.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var timed = new TimedStream(stream, limit, route);
            var body = new ArrayBufferWriter<byte>();
            while (true)
            {
                var count = await timed.ReadAsync(body.GetMemory(ReadSize), limit.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return body.WrittenMemory;
                }

                if (count > maxSize - body.WrittenCount)
                {
                    throw new ResponseFormatException("$", $"at most {maxSize} bytes", ResponseJson.Excerpt(body.WrittenMemory))
                    {
                        Advice = $"To allow more, set {nameof(DominoClientOptions.MaxResponseSizeBytes)}.",
                    };
                }

                body.Advance(count);
            }
        }
    }

    /// <summary>true if responses of this route may hold secrets; otherwise, false.</summary>
    public static bool MayHoldSecrets(string route) =>
        Array.Exists(SecretRoutes, part => route.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Explains a fault in a sentence, with an excerpt unless the route may carry secrets.</summary>
    public static string Explain(ResponseFormatException e, HttpResponseMessage reply, string route)
    {
        var text = new StringBuilder("The response is not valid. ")
            .Append(e.Path == "$" ? "Expected " : $"At '{ServerText.Clean(e.Path)}', expected ")
            .Append(e.Expected)
            .Append(", but ");
        if (e.Found is null)
        {
            text.Append(e.Path == "$" ? "the response is empty." : "it is missing.");
        }
        else if (MayHoldSecrets(route))
        {
            text.Append("found something else.");
        }
        else
        {
            text.Append("found: ").Append(ServerText.Clean(e.Found, ServerText.SecretsOf(reply)) ?? "nothing");
        }

        return e.Expected == ResponseJson.ValidJson
            ? text.Append(" Check that the address is that of a Domino deployment (DOMINO_API_HOST).").ToString()
            : text.ToString();
    }
}
