using System.Net;
using DominoDataLab.LocalServer.Apps;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Lets in requests that have a key and ask for this host. All others get a refusal that says why.</summary>
internal sealed class RequestGuard(
    ApiKeys apiKeys,
    FailedKeys failed,
    HostNames hosts,
    AppOrigins appOrigins,
    BrowserPassword passwords,
    IEnumerable<IKeylessRoutes> keyless,
    IEnumerable<IRefusalReply> refusals
)
{
    /// <summary>Paths that need no key.</summary>
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal) { "/version", "/health" };

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (appOrigins.RedirectOf(context.Request) is { } origin)
        {
            context.Response.Redirect(origin, permanent: false, preserveMethod: true);
            return;
        }

        if (await RefuseAsync(context) is var (status, refusal))
        {
            foreach (var reply in refusals)
            {
                if (await reply.TryAnswerAsync(context, status, refusal))
                {
                    return;
                }
            }

            await Reply.ErrorAsync(context, status, refusal);
            return;
        }

        if (!context.Request.Path.StartsWithSegments("/apps"))
        {
            // A file of a project that is opened in a browser is shown, but it runs no script with the user's rights.
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        }

        await next(context);
    }

    private async ValueTask<(int Status, string Refusal)?> RefuseAsync(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var appId = appOrigins.AppOf(host);
        if (appId is null && !hosts.Allows(host))
        {
            return (403, hosts.Refusal(host));
        }

        if (appId is not null && !context.Request.Path.StartsWithSegments($"/apps/{appId}"))
        {
            return (404, $"Only the app at /apps/{appId}/ is served under the host name '{host}'.");
        }

        if (Open.Contains(context.Request.Path.Value ?? ""))
        {
            return null;
        }

        // Clients send several credentials at once, and not all of them need to be current.
        var keys = KeysOf(context);
        var user = keys.Select(key => apiKeys.Authenticate(key.Trim())).FirstOrDefault(found => found is not null);
        if (keys.Count > 0 && !await failed.PassAsync(context.Connection.RemoteIpAddress ?? IPAddress.None, user, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "10";
            return (429, "Too many requests from this address had an API key that is not valid. Check the key, and try again in 10 s.");
        }

        if (user is not null)
        {
            context.Features.Set(user);
            return null;
        }

        return keyless.Any(routes => routes.Includes(context.Request)) ? null
            : keys.Count == 0 ? (401, "The request has no credential. Send the API key in the header X-Domino-Api-Key.")
            : (401, "The API key is not valid for this server. The first user's key is in the file 'api-key' of the data folder.");
    }

    /// <summary>Gets the credentials of a request. Those that are later in the list count only if the earlier ones are not valid.</summary>
    private List<string> KeysOf(HttpContext context)
    {
        var keys = new List<string>();
        string? authorization = context.Request.Headers.Authorization;
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
        {
            keys.Add(authorization[7..]);
        }

        foreach (var header in new[] { "X-Domino-Jwt", "X-Domino-Api-Key" })
        {
            if (context.Request.Headers[header] is [{ } given, ..])
            {
                keys.Add(given);
            }
        }

        if (keys.Count == 0 && passwords.Read(context) is { } password)
        {
            keys.Add(password);
        }

        return keys;
    }
}
