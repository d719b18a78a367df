using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Names the requests of an area that need no key, because the area checks them itself.</summary>
internal interface IKeylessRoutes
{
    /// <summary>Checks whether a request needs no key. If it has a valid one, its sender is still known.</summary>
    bool Includes(HttpRequest request);
}
