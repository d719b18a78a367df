using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands;

/// <summary>
/// Calls the local server's own API. A Domino deployment does not have these routes.
/// </summary>
internal static class LocalServerApi
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    /// <param name="context">The command.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="route">The route of the collection, such as <c>/local/users</c>.</param>
    /// <param name="name">The item of the collection, or null for the collection itself.</param>
    /// <param name="body">The request body, or null.</param>
    public static async Task<JsonNode?> SendAsync(
        CommandContext context,
        HttpMethod method,
        string route,
        string? name = null,
        JsonObject? body = null
    )
    {
        var host =
            context.Variable("DOMINO_API_HOST")
            ?? throw new ArgumentException(
                "No server is named. Set DOMINO_API_HOST to the address of a local server. To start one, run: domino server start"
            );
        var key = context.Variable("DOMINO_USER_API_KEY") ?? throw new ArgumentException("No API key is set. Set DOMINO_USER_API_KEY.");
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        var path = name is null ? route : $"{route}/{Uri.EscapeDataString(name)}";
        using var request = new HttpRequestMessage(method, new Uri(new Uri(host), path));
        request.Headers.TryAddWithoutValidation("X-Domino-Api-Key", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        try
        {
            using var reply = await http.SendAsync(request, context.CancellationToken);
            var text = await reply.Content.ReadAsStringAsync(context.CancellationToken);
            return reply.IsSuccessStatusCode ? (text.Length == 0 ? null : JsonNode.Parse(text)) : throw Refusal(reply.StatusCode, text);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"Could not reach the server at {host}: {e.Message}", e);
        }
    }

    private static Exception Refusal(HttpStatusCode status, string text)
    {
        string? message = null;
        try
        {
            message = (string?)(JsonNode.Parse(text) as JsonObject)?["message"];
        }
        catch (JsonException)
        {
            // The response does not come from a local server.
        }

        return status switch
        {
            _ when message is null => new InvalidOperationException(
                $"The server answered {(int)status}. This command needs a local server."
            ),
            HttpStatusCode.BadRequest => new ArgumentException(message),
            HttpStatusCode.NotFound => new FileNotFoundException(message),
            HttpStatusCode.Conflict => new ConflictException(message),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new DominoCredentialException(message),
            _ => new InvalidOperationException(message),
        };
    }
}

/// <summary>The local server refused a request because the thing exists already or is in use.</summary>
internal sealed class ConflictException(string message) : InvalidOperationException(message);
