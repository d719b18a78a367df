using System.Net;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Serves running apps through the server's own address, below <c>/apps/{id}/</c>, WebSockets included.</summary>
internal sealed class AppProxy(AppStore apps, AppHost host, ProjectGuard projects, IHttpForwarder forwarder) : IEndpointGroup, IDisposable
{
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };

    private readonly HttpMessageInvoker _connections = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        }
    );

    public void Map(IEndpointRouteBuilder app) => app.Map("/apps/{appId}/{**rest}", ServeAsync);

    public void Dispose() => _connections.Dispose();

    private async Task ServeAsync(HttpContext context)
    {
        var id = context.Route("appId");
        var app = apps.Find(id);
        projects.RequireFor(
            context,
            app?.ProjectId,
            $"The app with the ID '{id}' was not found.",
            ProjectAccess.ViewRuns,
            ProjectAccess.ViewRuns
        );
        var port =
            host.PortOf(id)
            ?? throw DomainException.Unavailable(
                $"The app is not running ({apps.Latest(id)?.Status ?? "never started"}). Start it. If it does "
                    + "not stay up, read its log."
            );

        var error = await forwarder.SendAsync(
            context,
            $"http://127.0.0.1:{port}/",
            _connections,
            Config,
            new BehindPath($"/apps/{id}", context.Caller().Name, app!.RendersInFrame)
        );
        if (error is not ForwarderError.None and not ForwarderError.RequestCanceled && !context.Response.HasStarted)
        {
            await Reply.ErrorAsync(context, 502, $"The app did not answer ({error}); its log may say why.");
        }
    }
}
