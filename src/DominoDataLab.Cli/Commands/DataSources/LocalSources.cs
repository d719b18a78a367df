using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary>
/// The routes of the local server for data sources. A deployment of Domino has none: there people create them in its pages.
/// </summary>
internal static class LocalSources
{
    private const string Route = "/local/datasources";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public static async Task<JsonNode?> SendAsync(CommandContext context, HttpMethod method, string? name = null, JsonObject? body = null)
    {
        var host =
            context.Variable("DOMINO_API_HOST")
            ?? throw new ArgumentException(
                "No server is named. Set DOMINO_API_HOST to the address of a local server ('domino server start')."
            );
        var key = context.Variable("DOMINO_USER_API_KEY") ?? throw new ArgumentException("No key is given. Set DOMINO_USER_API_KEY.");
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Patience };
        var path = name is null ? Route : $"{Route}/{Uri.EscapeDataString(name)}";
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
            throw new IOException($"The server at {host} can't be reached: {e.Message}", e);
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
            // It is no reply of a local server.
        }

        return status switch
        {
            _ when message is null => new InvalidOperationException(
                $"The server answered {(int)status}. Only a local server has this command."
            ),
            HttpStatusCode.BadRequest => new ArgumentException(message),
            HttpStatusCode.NotFound => new FileNotFoundException(message),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new UnauthorizedAccessException(message),
            _ => new InvalidOperationException(message),
        };
    }
}
