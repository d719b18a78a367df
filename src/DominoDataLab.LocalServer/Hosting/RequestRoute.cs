using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Reads the path of a request.</summary>
internal static class RequestRoute
{
    /// <summary>Gets the last segments of the path. An escaped slash in a value is not a separator.</summary>
    public static string[] LastSegments(this HttpContext context, int count) =>
        [
            .. context
                .Features.GetRequiredFeature<IHttpRequestFeature>()
                .RawTarget.Split('?')[0]
                .Split('/')[^count..]
                .Select(Uri.UnescapeDataString),
        ];

    public static string Route(this HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
