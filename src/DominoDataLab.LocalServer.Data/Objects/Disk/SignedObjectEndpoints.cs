using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>Serves the signed addresses of objects. They need no key, because they are signed.</summary>
internal sealed class SignedObjectEndpoints(SourceStore sources, DiskFolders folders, SignedUrls urls, DiskObjects objects)
    : IEndpointGroup,
        IKeylessRoutes
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapMethods(SignedUrls.Root + "{sourceId}/{**key}", ["GET", "HEAD", "PUT"], ServeAsync);

    public bool Includes(HttpRequest request) => request.Path.StartsWithSegments(SignedUrls.Root.TrimEnd('/'), StringComparison.Ordinal);

    private async Task ServeAsync(HttpContext context)
    {
        var (sourceId, key) = Names(context);
        var isWriting = HttpMethods.IsPut(context.Request.Method);
        if (urls.Check(sourceId, key, context.Request.Query, isWriting) is { } problem)
        {
            throw DomainException.Forbidden(problem);
        }

        // It may have been removed since.
        var source = sources.Find(sourceId) ?? throw DomainException.NotFound("The data source of this object no longer exists.");
        if (isWriting)
        {
            await objects.ReceiveAsync(context, folders.Of(source), key);
        }
        else
        {
            await DiskObjects.SendAsync(context, folders.Of(source), key);
        }
    }

    private static (string SourceId, string Key) Names(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var names = path[(path.IndexOf(SignedUrls.Root, StringComparison.Ordinal) + SignedUrls.Root.Length)..].Split('/', 2);
        return (names[0], names.Length > 1 ? Uri.UnescapeDataString(names[1]) : "");
    }
}
