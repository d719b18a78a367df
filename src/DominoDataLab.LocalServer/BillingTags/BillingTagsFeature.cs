using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.BillingTags;

/// <summary>Billing tags, and which project has which.</summary>
internal sealed class BillingTagsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services.AddSingleton<BillingTagStore>().AddEndpoints<BillingTagEndpoints>().AddEndpoints<ProjectBillingTagEndpoints>();
}
