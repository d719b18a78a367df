using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>One area of the server. <see cref="ServerFeatures"/> lists all of them.</summary>
internal interface IServerFeature
{
    /// <summary>Registers the services and endpoints of the area.</summary>
    void Register(IServiceCollection services);

    /// <summary>Adds listeners of the area's own to the one of Domino's API.</summary>
    void Listen(KestrelServerOptions kestrel) { }

    /// <summary>Maps routes that are not in an <see cref="IEndpointGroup"/>.</summary>
    void Map(IEndpointRouteBuilder routes) { }

    /// <summary>
    /// Takes up what an earlier server left, and starts background work. The server listens, but requests wait until every feature has
    /// started.
    /// </summary>
    Task StartAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops background work. Features stop in the reverse order of their start, also if another one fails.</summary>
    Task StopAsync(IServiceProvider services) => Task.CompletedTask;
}

/// <summary>Routes that belong together.</summary>
internal interface IEndpointGroup
{
    void Map(IEndpointRouteBuilder app);
}
