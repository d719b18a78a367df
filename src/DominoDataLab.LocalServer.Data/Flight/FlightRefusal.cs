using DominoDataLab.LocalServer.Hosting;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>Refuses calls as gRPC does: with a status in the headers of an empty response.</summary>
internal sealed class FlightRefusal(FlightListener listener) : IRefusalReply
{
    public Task<bool> TryAnswerAsync(HttpContext context, int status, string reason)
    {
        if (!listener.Received(context))
        {
            return Task.FromResult(false);
        }

        var code = status == 401 ? StatusCode.Unauthenticated : StatusCode.PermissionDenied;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(reason);
        return Task.FromResult(true);
    }
}
