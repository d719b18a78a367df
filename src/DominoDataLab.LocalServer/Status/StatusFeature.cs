using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Status;

/// <summary>Tells whether the server is ready, and what it does.</summary>
internal sealed class StatusFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddEndpoints<StatusEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var telemetry = services.GetRequiredService<Telemetry>();
        var dispatcher = services.GetRequiredService<JobDispatcher>();
        telemetry.Observe("domino.server.queue.length", "{job}", "Jobs that wait for a place.", () => dispatcher.Waiting);
        telemetry.Observe("domino.server.jobs.running", "{job}", "Jobs that have a place.", () => dispatcher.Running);
        return Task.CompletedTask;
    }
}
