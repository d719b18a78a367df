using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Metrics;

/// <summary>Custom metrics of models.</summary>
internal sealed class MetricsFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddSingleton<MetricStore>().AddEndpoints<MetricEndpoints>();
}
