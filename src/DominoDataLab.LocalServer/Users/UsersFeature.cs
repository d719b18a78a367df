using DominoDataLab.LocalServer.Execution.Accounts;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Users, organizations and their keys.</summary>
internal sealed class UsersFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<UserStore>()
            .AddSingleton<ApiKeys>()
            .AddSingleton<OrganizationStore>()
            .AddSingleton<People>()
            .AddEndpoints<UserEndpoints>()
            .AddEndpoints<LocalUserEndpoints>()
            .AddEndpoints<OrganizationEndpoints>();

    public async Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<People>().Register();

        // Before anything runs for one of them.
        await services.GetRequiredService<UserAccounts>().CheckStartAsync();
    }
}
