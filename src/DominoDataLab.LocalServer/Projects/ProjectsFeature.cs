using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Projects, who works on them, their settings, tags and variables.</summary>
internal sealed class ProjectsFeature : IServerFeature
{
    public void Register(IServiceCollection services) =>
        services
            .AddSingleton<ProjectStore>()
            .AddSingleton<ProjectGuard>()
            .AddSingleton<ProjectSettings>()
            .AddSingleton<TagStore>()
            .AddSingleton<VariableStore>()
            .AddSingleton<StarterProjects>()
            .AddEndpoints<ProjectEndpoints>()
            .AddEndpoints<ProjectLookupEndpoints>()
            .AddEndpoints<TagEndpoints>()
            .AddEndpoints<CollaboratorEndpoints>()
            .AddEndpoints<ProjectSettingsEndpoints>()
            .AddEndpoints<VariableEndpoints>();

    public Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<StarterProjects>().Create();
        return Task.CompletedTask;
    }
}
