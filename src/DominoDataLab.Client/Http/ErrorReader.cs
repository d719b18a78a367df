using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Http;

/// <summary>Creates the exception for an error response, with the server's message.</summary>
internal static partial class ErrorReader
{
    private const int LongestBody = 64 * 1024;

    public static async Task<DominoApiException> ReadAsync(
        HttpResponseMessage reply,
        string route,
        Uri host,
        Uri asked,
        IWebProxy? proxy,
        TimeLimit limit,
        CancellationToken cancellationToken
    )
    {
        var (message, requestId, redirectPath) = FlashMessage(reply) is { } flash
            ? (flash, null, null)
            : Parse(
                await BodyAsync(reply, limit, cancellationToken).ConfigureAwait(false),
                reply.Content.Headers.ContentType?.MediaType,
                ServerText.SecretsOf(reply),
                onlyMessages: ResponseReader.MayHoldSecrets(route)
            );
        requestId ??= RequestId(reply);
        if (reply.StatusCode == HttpStatusCode.Conflict && redirectPath is not null)
        {
            return new ReloginRequiredException(
                route,
                message,
                requestId,
                new Uri(host, "/relogin?redirectPath=" + Uri.EscapeDataString(redirectPath))
            );
        }

        var through = Proxy(reply, asked, proxy);
        if (reply.StatusCode == HttpStatusCode.ProxyAuthenticationRequired && through is not null)
        {
            return new DominoApiException(reply.StatusCode, route, message, requestId, ProxyFailure.Refused(through))
            {
                FailedRoute = route,
            };
        }

        var answer = $"{HostAddress.Show(asked)} answered {(int)reply.StatusCode}";
        var text = new StringBuilder(
            message is null ? $"{answer}."
            : IsAboutInput(reply.StatusCode) ? $"{message}{(message[^1] is '.' or '!' or '?' ? "" : ".")} ({answer}.)"
            : $"{answer}, \"{message}\"."
        );
        text.Append(Advice(reply, asked, message));
        if (through is not null && (int)reply.StatusCode >= 500)
        {
            text.Append(" The answer may be from the proxy ").Append(HostAddress.Show(through)).Append('.');
        }

        if (requestId is not null)
        {
            text.Append(" Request id ").Append(requestId).Append('.');
        }

        return new DominoApiException(reply.StatusCode, route, message, requestId, text.ToString())
        {
            FailedRoute = route,
            MemberAdvice = IsCredentialRefused(reply, asked) ? "To see which credential was used, call DescribeCredential()." : null,
        };
    }

    /// <summary>true if the server's message says what is wrong with the request, so that it comes first; otherwise, false.</summary>
    private static bool IsAboutInput(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity;

    private static bool IsCredentialRefused(HttpResponseMessage reply, Uri asked)
    {
        var from = reply.RequestMessage?.RequestUri ?? asked;
        return Redirect.SameOrigin(from, asked)
            && (
                reply.StatusCode == HttpStatusCode.Unauthorized
                || (Redirect.Target(reply, from) is { } target && FlashMessage(reply) is null && Redirect.IsLogin(target))
            );
    }

    public static string? RequestId(HttpResponseMessage reply) =>
        reply.Headers.TryGetValues("X-Request-Id", out var ids) ? ServerText.Clean(ids.First(), ServerText.SecretsOf(reply)) : null;

    /// <summary>Reads the message that an old form route sends in Play's flash cookie.</summary>
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
                        return ServerText.Clean(Uri.UnescapeDataString(value.Replace('+', ' ')), ServerText.SecretsOf(reply));
                    }
                }
            }
        }

        return null;
    }

    // With TLS, a proxy only passes bytes on.
    private static Uri? Proxy(HttpResponseMessage reply, Uri asked, IWebProxy? proxy) =>
        (reply.RequestMessage?.RequestUri ?? asked) is { Scheme: "http" } from ? proxy?.GetProxy(from) : null;

    private static string Advice(HttpResponseMessage reply, Uri asked, string? message)
    {
        var from = reply.RequestMessage?.RequestUri ?? asked;
        if (!Redirect.SameOrigin(from, asked))
        {
            return $" That came from {HostAddress.Show(from)}, where the request was sent on to and the credential is not; if that is "
                + $"your Domino, make it the address (DOMINO_API_HOST).";
        }

        if (Redirect.Target(reply, from) is { } target && FlashMessage(reply) is null)
        {
            return Redirect.IsLogin(target)
                    ? $" It sends the request on to a page to log in at, on {HostAddress.Show(target)}: the credential is missing, wrong "
                        + "or expired."
                : !Redirect.SameOrigin(target, asked)
                    ? $" It sends the request on to {HostAddress.Show(target)}, and this one is not sent on; if that is your Domino, make "
                        + $"it the address (DOMINO_API_HOST)."
                : " The server redirects the request endlessly.";
        }

        return reply.StatusCode switch
        {
            HttpStatusCode.BadRequest when from.Scheme == Uri.UriSchemeHttp && SpeaksHttps().IsMatch(message ?? "") =>
                HostAddress.HttpsAdvice,
            HttpStatusCode.Unauthorized => " The credential is missing, wrong or expired.",
            HttpStatusCode.Forbidden => " The credential was accepted but may not do this.",
            HttpStatusCode.NotFound when message is null || IsHtml(reply) =>
                " What was named is not there, or this version of Domino has no such route.",
            _ when IsHtml(reply) && reply.IsSuccessStatusCode =>
                " That is a web page, not an answer of the API: the login page if the credential has expired, or the address is not that "
                    + "of a Domino deployment.",
            _ => "",
        };
    }

    private static bool IsHtml(HttpResponseMessage reply) =>
        reply.Content.Headers.ContentType?.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The beginning of a body, or nothing if it does not arrive.</summary>
    public static async Task<string> BodyAsync(HttpResponseMessage reply, TimeLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await reply.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[LongestBody];
                var read = await stream
                    .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token)
                    .ConfigureAwait(false);
                return Encoding.UTF8.GetString(buffer, 0, read);
            }
        }
        catch (Exception e)
            when (DominoHttp.IsTransport(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status is known and says more than the loss of its explanation.
            return "";
        }
    }

    /// <summary>Reads the server's message from a body: JSON, plain text or a web page.</summary>
    /// <param name="body">The body.</param>
    /// <param name="mediaType">The media type of the body, or null.</param>
    /// <param name="secrets">The strings to hide.</param>
    /// <param name="onlyMessages">true to read only what the server wrote as a message for users, because other text may hold
    /// secrets.</param>
    public static (string? Message, string? RequestId, string? RedirectPath) Parse(
        string body,
        string? mediaType,
        IReadOnlyList<string> secrets,
        bool onlyMessages = false
    )
    {
        if (body.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.String && !onlyMessages)
            {
                return (Clean(Text(root)), null, null);
            }

            if (root.ValueKind == JsonValueKind.Object)
            {
                return (
                    Member("message") ?? Clean(Errors(root, onlyMessages)) ?? Member("error"),
                    Member("requestId"),
                    Member("redirectPath")
                );
            }

            string? Member(string name) =>
                root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(Text(value)) : null;
        }
        catch (JsonException) when (onlyMessages)
        {
            return default;
        }
        catch (JsonException)
        {
            if (
                mediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true
                || body.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal)
            )
            {
                var title = Title().Match(body);
                return (title.Success ? Clean(WebUtility.HtmlDecode(title.Groups[1].Value)) : null, null, null);
            }

            if (mediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true)
            {
                return (Clean(body), null, null);
            }
        }

        return default;

        string? Clean(string text) => ServerText.Clean(text, secrets);
    }

    private static string Errors(JsonElement root, bool onlyMessages) =>
        root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? string.Join(
                "; ",
                errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String || !onlyMessages).Select(Text)
            )
            : "";

    // A string with half a surrogate pair cannot be decoded; what is readable of it is still worth showing.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText().Trim('"');
        }
    }

    // The words of nginx and of Go's server.
    [GeneratedRegex("HTTP request (was sent )?to (an )?HTTPS (port|server)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpeaksHttps();

    [GeneratedRegex("<title[^>]*>([^<]*)</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
