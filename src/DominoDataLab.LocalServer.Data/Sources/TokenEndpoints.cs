using System.Net;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The token service. A token is a key of the user, which this server accepts in place of a token.</summary>
internal sealed class TokenEndpoints(UserStore users, ApiKeys keys, LocalDataSourcesOptions data, LocalDominoOptions options)
    : IEndpointGroup,
        IKeylessRoutes
{
    private const string Route = "/access-token";

    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet(Route, context => WriteAsync(context, context.Features.Get<UserRow>() ?? users.Find(data.AccessTokenUser!)!));

    /// <exception cref="InvalidOperationException">The option can't be used.</exception>
    public void Check()
    {
        if (data.AccessTokenUser is not { } user)
        {
            return;
        }

        if (users.Find(user) is not { } found || !keys.IsActive(found))
        {
            throw new InvalidOperationException($"The key of '{user}' cannot be given out: the user was not found. Name another user.");
        }

        if (!IPAddress.IsLoopback(IPAddress.Parse(options.Address)))
        {
            throw new InvalidOperationException(
                $"The key of '{user}' can't be given out at {options.Address}: others could use it. Listen on 127.0.0.1, or remove the "
                    + $"option."
            );
        }
    }

    /// <summary>The token service of a Domino execution asks for nothing; this one needs to know whose key to give.</summary>
    public bool Includes(HttpRequest request) =>
        data.AccessTokenUser is not null && request.Path == Route && HttpMethods.IsGet(request.Method);

    /// <summary>Clients put the body into a header as it is, so it must not end with a newline.</summary>
    private Task WriteAsync(HttpContext context, UserRow user)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(keys.KeyFor(user), context.RequestAborted);
    }
}
