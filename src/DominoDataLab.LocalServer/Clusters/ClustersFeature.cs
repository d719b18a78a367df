using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>Clusters of jobs.</summary>
internal sealed class ClustersFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddSingleton<ClusterLauncher>().AddEndpoints<ClusterEndpoints>();
}
