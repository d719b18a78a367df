using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Runs;

/// <summary>The older routes to the same jobs.</summary>
internal sealed class RunsFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddEndpoints<RunEndpoints>();
}
