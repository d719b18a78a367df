using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Web applications that users publish.</summary>
internal sealed class AppsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddHttpForwarder()
            .AddSingleton<AppStore>()
            .AddSingleton<AppHost>()
            .AddSingleton<AppOrigins>()
            .AddSingleton<BrowserPassword>()
            .AddSingleton<AppJson>()
            .AddSingleton<IProjectWork, ProjectApps>()
            .AddEndpoints<AppEndpoints>()
            .AddEndpoints<AppProxy>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<AppHost>().RecoverAsync(cancellationToken);

    public Task StopAsync(IServiceProvider services) => services.GetRequiredService<AppHost>().StopAsync();
}
