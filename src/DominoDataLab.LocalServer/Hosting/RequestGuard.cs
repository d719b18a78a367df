using System.Net;
using System.Text;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Lets in who has a key and asks for this host; everybody else gets a refusal that says why.</summary>
internal sealed class RequestGuard(UserStore users, bool loopbackOnly)
{
    public string? Refuse(HttpContext context, out int status)
    {
        // A page in a browser can make a name of its own point at this machine; its requests still carry that name.
        var host = context.Request.Host.Host.Trim('[', ']');
        if (
            loopbackOnly
            && !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        )
        {
            status = 403;
            return $"This server answers on localhost only, not to the host name '{host}'.";
        }

        status = 401;
        if (context.Request.Path.Value == "/version")
        {
            return null;
        }

        string? given = context.Request.Headers["X-Domino-Api-Key"];
        string? authorization = context.Request.Headers.Authorization;
        if (given is null && authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
        {
            given = authorization[7..];
        }
        else if (given is null && context.Request.Path.StartsWithSegments("/apps", StringComparison.Ordinal) && MayUseBrowser(context))
        {
            given = BrowserKey(authorization);
            context.Response.Headers.WWWAuthenticate = given is null
                ? "Basic realm=\"Domino: any user name, the API key as password\""
                : default(StringValues);
        }

        if (given is null)
        {
            return "The request has no credential: send the key in the header X-Domino-Api-Key.";
        }

        if (users.Authenticate(given.Trim()) is not { } user)
        {
            return "The key is no user's of this server; the first user's lies in the file 'api-key' of its data folder.";
        }

        context.Features.Set(user);
        return null;
    }

    /// <summary>
    /// People look at apps with a browser, which can ask for a password and nothing else. It then sends it by itself, also where
    /// a page of another origin asks, so such requests are let in only where somebody follows a link.
    /// </summary>
    private static bool MayUseBrowser(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
        || (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers["Sec-Fetch-Mode"] == "navigate");

    private static string? BrowserKey(string? authorization)
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

internal static class CallerExtensions
{
    /// <summary>The user whose key came with the request.</summary>
    public static UserRow Caller(this HttpContext context) =>
        context.Features.Get<UserRow>() ?? throw new InvalidOperationException("The request was not authenticated.");

    /// <summary>Refuses everybody who is no administrator.</summary>
    public static void RequireAdministrator(this HttpContext context)
    {
        if (!context.Caller().IsAdministrator)
        {
            throw DomainException.Forbidden($"{context.Caller().Name} may not do this; only an administrator may.");
        }
    }
}
