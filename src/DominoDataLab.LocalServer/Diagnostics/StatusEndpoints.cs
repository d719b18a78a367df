using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>The version of the API, the health of the server, and what it does at this moment.</summary>
internal sealed class StatusEndpoints(ReadyGate gate, JobDispatcher dispatcher, ServerAddress address, ServerFolders folders)
    : IEndpointGroup
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/version", context => Reply.JsonAsync(context, Version()));
        app.MapGet("/health", HealthAsync);
        app.MapGet("/local/status", StatusAsync);
    }

    private static JsonObject Version() =>
        new()
        {
            ["version"] = "6.2.0",
            ["buildId"] = "local",
            ["timestamp"] = "2026-01-01T00:00:00.000Z",
        };

    private Task HealthAsync(HttpContext context) =>
        Reply.JsonAsync(context, new JsonObject { ["status"] = gate.IsReady ? "ready" : "unavailable" }, gate.IsReady ? 200 : 503);

    private Task StatusAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var disk = new DriveInfo(folders.Root);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["version"] = typeof(StatusEndpoints)
                    .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion.Split('+')[0],
                ["apiVersion"] = "6.2.0",
                ["address"] = address.Listening.GetLeftPart(UriPartial.Authority),
                ["publicAddress"] = address.PublicAuthority,
                ["uptimeSeconds"] = (long)Stopwatch.GetElapsedTime(_started).TotalSeconds,
                ["queuedJobs"] = dispatcher.Waiting,
                ["runningJobs"] = dispatcher.Running,
                ["places"] = dispatcher.Places,
                ["diskFreeBytes"] = disk.AvailableFreeSpace,
                ["diskTotalBytes"] = disk.TotalSize,
            }
        );
    }
}
