using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

internal static class RequestCaller
{
    /// <summary>Gets the user whose key came with the request.</summary>
    public static UserRow Caller(this HttpContext context) =>
        context.Features.Get<UserRow>() ?? throw new InvalidOperationException("The request was not authenticated.");

    /// <exception cref="DomainException">The caller is not an administrator.</exception>
    public static void RequireAdministrator(this HttpContext context)
    {
        if (!context.Caller().IsAdministrator)
        {
            throw DomainException.Forbidden($"{context.Caller().Name} may not do this; only an administrator may.");
        }
    }
}
