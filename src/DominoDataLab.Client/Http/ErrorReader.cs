using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Http;

/// <summary>Turns a reply that is no success into the exception that tells the user what the server said.</summary>
internal static partial class ErrorReader
{
    private const int LongestMessage = 2000;

    public static async Task<DominoApiException> ReadAsync(HttpResponseMessage reply, string route, Uri host, int maxBytes, CancellationToken cancellationToken)
    {
        var (message, requestId, redirectPath) = FlashMessage(reply) is { } flash
            ? (flash, null, null)
            : Parse(await BodyAsync(reply, maxBytes, cancellationToken).ConfigureAwait(false), reply.Content.Headers.ContentType?.MediaType);
        requestId ??= RequestId(reply);
        if (reply.StatusCode == HttpStatusCode.Conflict && redirectPath is not null)
        {
            return new ReloginRequiredException(route, message, requestId, new Uri(host, "/relogin?redirectPath=" + Uri.EscapeDataString(redirectPath)));
        }

        var text = new StringBuilder(route).Append(": ").Append(host.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)).Append(" answered ").Append((int)reply.StatusCode);
        if (message is not null)
        {
            text.Append(", \"").Append(message).Append('"');
        }

        text.Append('.').Append(Advice(reply));
        if (requestId is not null)
        {
            text.Append(" Request id ").Append(requestId).Append('.');
        }

        return new DominoApiException(reply.StatusCode, route, message, requestId, text.ToString());
    }

    public static string? RequestId(HttpResponseMessage reply) =>
        reply.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.FirstOrDefault() : null;

    /// <summary>What an old form route says in Play's flash cookie.</summary>
    public static string? FlashMessage(HttpResponseMessage reply)
    {
        if (!reply.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            return null;
        }

        foreach (var cookie in cookies)
        {
            if (cookie.StartsWith("PLAY_FLASH=", StringComparison.Ordinal))
            {
                var pairs = cookie["PLAY_FLASH=".Length..].Split(';')[0].Trim('"').Split('&');
                foreach (var pair in pairs)
                {
                    var split = pair.Split('=', 2);
                    if (split is ["error" or "danger" or "dangerMessage" or "errorMessage", { Length: > 0 } value])
                    {
                        return Shorten(Uri.UnescapeDataString(value.Replace('+', ' ')));
                    }
                }
            }
        }

        return null;
    }

    private static string Advice(HttpResponseMessage reply) => reply.StatusCode switch
    {
        HttpStatusCode.Unauthorized => " The credential is missing, wrong or expired; see DescribeCredential().",
        HttpStatusCode.Forbidden => " The credential was accepted but may not do this.",
        _ when reply.Content.Headers.ContentType?.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true && reply.IsSuccessStatusCode =>
            " That is a web page, not an answer of the API: the login page if the credential has expired, or the address is not that of a Domino deployment.",
        _ => "",
    };

    private static async Task<string> BodyAsync(HttpResponseMessage reply, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await reply.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[maxBytes];
                var read = await stream.ReadAtLeastAsync(buffer, maxBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return Encoding.UTF8.GetString(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status is known and says more than the loss of its explanation.
            return "";
        }
    }

    private static (string? Message, string? RequestId, string? RedirectPath) Parse(string body, string? mediaType)
    {
        if (body.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.String)
            {
                return (Shorten(root.GetString()!), null, null);
            }

            if (root.ValueKind == JsonValueKind.Object)
            {
                return (Text(root, "message") ?? Texts(root, "errors") ?? Text(root, "error"), Text(root, "requestId"), Text(root, "redirectPath"));
            }
        }
        catch (JsonException)
        {
            if (mediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true || body.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal))
            {
                var title = Title().Match(body);
                return (title.Success ? Shorten(WebUtility.HtmlDecode(title.Groups[1].Value).Trim()) : null, null, null);
            }

            if (mediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true)
            {
                return (Shorten(body.Trim()), null, null);
            }
        }

        return default;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? Shorten(text) : null;

    private static string? Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? Shorten(string.Join("; ", value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText())))
            : null;

    private static string Shorten(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "...";

    [GeneratedRegex("<title[^>]*>([^<]*)</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
