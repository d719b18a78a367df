using System.Text;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>
/// Reads the API key that a browser sends as a password to an app. A browser can ask its user for nothing else. It then sends the password
/// by itself, even if a page of another origin makes the request, so such requests count only if a user follows a link.
/// </summary>
internal sealed class BrowserPassword(AppStore apps)
{
    /// <summary>Gets the key of a request to an app, or null. A browser that has sent no key is asked for one.</summary>
    public string? Read(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/apps", StringComparison.Ordinal) || !MayUse(context.Request))
        {
            return null;
        }

        var password = Decode(context.Request.Headers.Authorization);
        if (password is null)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Domino: any user name, the API key as password\"";
        }

        return password;
    }

    private bool MayUse(HttpRequest request)
    {
        var headers = request.Headers;
        return headers.Origin.All(origin => IsOwn(origin, request))
            && (
                headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
                || (
                    HttpMethods.IsGet(request.Method)
                    && headers["Sec-Fetch-Mode"] == "navigate"
                    && (headers["Sec-Fetch-Dest"] == "document" || RendersInFrame(request.Path))
                )
            );
    }

    /// <summary>Older browsers send only the origin, and for WebSockets all browsers do.</summary>
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && Uri.TryCreate($"{address.Scheme}://{request.Host}", UriKind.Absolute, out var own)
        && address.Authority.Equals(own.Authority, StringComparison.OrdinalIgnoreCase);

    private bool RendersInFrame(PathString path) =>
        path.Value!.Split('/') is [_, _, var id, ..] && apps.Find(id) is { RendersInFrame: true };

    private static string? Decode(string? authorization)
    {
        if (authorization?.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return
            Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, { Length: > 0 } password]
            ? password
            : null;
    }
}
