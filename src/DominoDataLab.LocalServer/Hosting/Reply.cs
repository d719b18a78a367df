using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Writes replies.</summary>
internal static class Reply
{
    // Written as a whole before the first byte leaves: what can't be written is still answered as an error.
    public static Task JsonAsync(HttpContext context, JsonNode? body, int status = 200) => JsonAsync(context, Bytes(body), status);

    public static async Task JsonAsync(HttpContext context, ReadOnlyMemory<byte> body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static ReadOnlyMemory<byte> Bytes(JsonNode? body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (body is null)
            {
                json.WriteNullValue();
            }
            else
            {
                body.WriteTo(json);
            }
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Replies with a list, each item of which is written by a function.</summary>
    public static Task ListAsync<T>(HttpContext context, IEnumerable<T> items, Func<T, JsonNode?> write) =>
        JsonAsync(context, items.ToJsonArray(write));

    /// <summary>Gets what the public API says beside each reply.</summary>
    public static JsonObject Metadata(HttpContext context) =>
        new() { ["requestId"] = context.TraceIdentifier, ["notices"] = new JsonArray() };

    /// <summary>Each of Domino's APIs has an envelope of its own, the public one two.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        var path = context.Request.Path;
        var isPublic =
            path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !path.StartsWithSegments("/api/governance", StringComparison.Ordinal);
        return JsonAsync(
            context,
            !isPublic ? new JsonObject { ["message"] = message }
                : status is 401 or 403 or 413 or 422 or 429
                    ? new JsonObject { ["requestId"] = context.TraceIdentifier, ["errors"] = new JsonArray(message) }
                : new JsonObject { ["error"] = message },
            status
        );
    }
}
