using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Budgets;

/// <summary>Budgets and their alerts.</summary>
internal sealed class BudgetsFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddSingleton<BudgetStore>().AddEndpoints<BudgetEndpoints>();
}
