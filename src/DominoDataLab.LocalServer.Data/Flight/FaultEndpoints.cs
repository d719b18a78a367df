using DominoDataLab.LocalServer.Hosting;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>
/// Lets queries fail, for tests of programs that must cope. The routes are there only if the server has faults switched on.
/// </summary>
internal sealed class FaultEndpoints(FlightFaults faults, LocalDominoOptions options) : IEndpointGroup
{
    private const string Route = "/local/datasources/faults";

    public void Map(IEndpointRouteBuilder app)
    {
        if (options.EnableFaults)
        {
            app.MapPost(Route, AddAsync);
            app.MapDelete(Route, ClearAsync);
        }
    }

    private async Task AddAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var body = await context.JsonBodyAsync();
        var status = body.RequiredText("status");
        if (!Enum.TryParse<StatusCode>(status, out var code) || code == StatusCode.OK || char.IsAsciiDigit(status[0]))
        {
            throw DomainException.Invalid($"Invalid status '{status}'. Use the name of a gRPC status, such as Internal.");
        }

        faults.Add(
            new FlightFault(
                body.Text("source"),
                code,
                body.Text("message") ?? "This failure was asked for.",
                Number(body.Number("afterMessages"), unset: 0),
                body.Flag("trailers") ?? true
            )
            {
                Left = Math.Max(1, Number(body.Number("count"), unset: 1)),
            }
        );
        context.Response.StatusCode = 204;
    }

    private Task ClearAsync(HttpContext context)
    {
        context.RequireAdministrator();
        faults.Clear();
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static int Number(string? text, int unset) =>
        text is null ? unset
        : int.TryParse(text, out var number) && number >= 0 ? number
        : throw DomainException.Invalid($"{text} is not valid. Use a whole number of 0 or more.");
}
