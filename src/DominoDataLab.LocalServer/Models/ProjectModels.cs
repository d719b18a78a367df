using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Models;

/// <summary>The versions of models and the API endpoint that are served for a project. They are not served again after a restart.</summary>
internal sealed class ProjectModels(ModelStore models, FunctionHost host) : IProjectWork
{
    public async Task StopAsync(string projectId)
    {
        var versions = models.OfProject(projectId).SelectMany(model => models.Versions(model.Id)).ToList();
        await Task.WhenAll(versions.Select(version => host.StopAsync(version.Id)).Append(host.StopAsync(projectId)));
        foreach (var version in versions.Where(version => version.Status != "Failed"))
        {
            models.SetStatus(version.Id, "Stopped", null);
        }

        if (models.Endpoint(projectId) is not null)
        {
            models.SetEndpointStatus(projectId, "Stopped", null);
        }
    }

    public Task StopRefusedAsync(Func<string, string, bool> isRefused) =>
        Task.WhenAll(
            models
                .Unended()
                .Where(version => isRefused(version.CreatedBy, models.Find(version.ModelId)!.ProjectId))
                .Select(version => version.Id)
                .Concat(
                    models
                        .Endpoints()
                        .Where(endpoint => isRefused(endpoint.PublishedBy, endpoint.ProjectId))
                        .Select(found => found.ProjectId)
                )
                .Select(host.StopAsync)
        );
}
