using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Changes requests and replies of an app that is served below a path of the server.</summary>
/// <param name="prefix">The path of the app, without a slash at the end.</param>
/// <param name="caller">The name of the user who sent the request.</param>
/// <param name="isFramed">true if pages elsewhere may show the app in a frame; otherwise, false.</param>
internal sealed class BehindPath(string prefix, string caller, bool isFramed) : HttpTransformer
{
    private static readonly string[] Credentials = ["authorization", "x-domino-api-key", "x-domino-jwt"];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = AddressOf(httpContext, destinationPrefix);
        foreach (var name in proxyRequest.Headers.Select(header => header.Key).Where(IsForServerOnly).ToList())
        {
            proxyRequest.Headers.Remove(name);
        }

        // The caller's key is for this server; the app is told the name that it stands for.
        proxyRequest.Headers.TryAddWithoutValidation("domino-username", caller);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", prefix);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;

        // A service worker of one app must not see the requests of others, nor a cookie of one be sent to others.
        headers.Remove("Service-Worker-Allowed");
        if (headers.SetCookie is { Count: > 0 } cookies)
        {
            headers.SetCookie = cookies.OfType<string>().Select(WithinPath).ToArray();
        }

        if (!isFramed)
        {
            headers.Append("Content-Security-Policy", "frame-ancestors 'self'");
        }

        return copies;
    }

    /// <summary>Gets the address in the app. An escaped slash of the path stays escaped.</summary>
    private Uri AddressOf(HttpContext context, string destinationPrefix)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];
        if (path.StartsWith(prefix + "/", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal))
        {
            return new Uri(
                destinationPrefix.TrimEnd('/') + target[prefix.Length..],
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            );
        }

        _ = context.Request.Path.StartsWithSegments(prefix, out var rest);
        return RequestUtilities.MakeDestinationAddress(destinationPrefix, rest, context.Request.QueryString);
    }

    /// <summary>Some servers, such as those of WSGI, read <c>domino_username</c> as <c>domino-username</c>.</summary>
    private static bool IsForServerOnly(string header)
    {
        var name = header.Replace('_', '-').ToLowerInvariant();
        return Credentials.Contains(name)
            || name == "forwarded"
            || name.StartsWith("x-forwarded-", StringComparison.Ordinal)
            || name.StartsWith("domino-", StringComparison.Ordinal)
            || name.StartsWith("x-domino-", StringComparison.Ordinal);
    }

    private string WithinPath(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var path = Array.FindLast(parts, part => part.StartsWith("path=", StringComparison.OrdinalIgnoreCase))?[5..] ?? "";
        var kept = parts.Where(
            (part, index) =>
                index == 0
                || !(
                    part.StartsWith("path=", StringComparison.OrdinalIgnoreCase)
                    || part.StartsWith("domain=", StringComparison.OrdinalIgnoreCase)
                )
        );
        var within = path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal) ? path : $"{prefix}/{path.TrimStart('/')}";
        return string.Join("; ", kept.Append("Path=" + within));
    }
}
