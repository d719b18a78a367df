using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>The running apps of a project.</summary>
internal sealed class ProjectApps(AppStore apps, AppHost host) : IProjectWork
{
    public Task StopAsync(string projectId)
    {
        foreach (var app in apps.OfProject(projectId).Where(app => apps.Latest(app.Id) is { HasEnded: false }))
        {
            host.Stop(app.Id);
        }

        return Task.CompletedTask;
    }

    public Task StopRefusedAsync(Func<string, string, bool> isRefused)
    {
        foreach (var instance in apps.Alive().Where(instance => isRefused(instance.StartedBy, apps.Find(instance.AppId)!.ProjectId)))
        {
            host.Stop(instance.AppId);
        }

        return Task.CompletedTask;
    }
}
