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

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<People>().Register();
        return Task.CompletedTask;
    }
}
