using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>Tells whether the server is ready and what it does, and reports its queue to collectors of metrics.</summary>
internal sealed class DiagnosticsFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddSingleton<QueueGauges>().AddEndpoints<StatusEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        _ = services.GetRequiredService<QueueGauges>();
        return Task.CompletedTask;
    }
}
