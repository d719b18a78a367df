using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The token service. A user's token is the user's key, which this server takes wherever Domino takes a token.</summary>
internal sealed class TokenEndpoints(UserStore users, LocalDataSourcesOptions options) : IEndpointGroup, IRefusalReply
{
    private const string Route = "/access-token";

    public void Map(IEndpointRouteBuilder app) => app.MapGet(Route, context => WriteAsync(context, context.Caller().Name));

    public async Task<bool> TryAnswerAsync(HttpContext context, int status, string reason)
    {
        if (
            status != 401
            || options.AccessTokenUser is not { } user
            || context.Request.Path != Route
            || !HttpMethods.IsGet(context.Request.Method)
        )
        {
            return false;
        }

        await WriteAsync(context, user);
        return true;
    }

    /// <summary>Clients put the body into a header as it is, so it must not end with a newline.</summary>
    private Task WriteAsync(HttpContext context, string user)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(users.KeyOf(user)!, context.RequestAborted);
    }
}
