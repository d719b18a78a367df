using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Models;

/// <summary>Serves the versions of models and the API endpoints of projects.</summary>
internal sealed class ModelServing(
    ModelStore models,
    FunctionHost host,
    EnvironmentStore environments,
    ProjectSettings settings,
    LocalDominoOptions options
)
{
    /// <summary>Serves again what was served when an earlier server ended.</summary>
    public void Recover()
    {
        models.Interrupted();
        foreach (var version in models.Unended())
        {
            Serve(models.Find(version.ModelId)!, version);
        }

        foreach (var endpoint in models.Endpoints())
        {
            Serve(endpoint);
        }
    }

    public void Serve(ModelRow model, ModelVersionRow version) =>
        host.Start(
            new ServedFunction
            {
                Id = version.Id,
                Number = version.Number,
                ProjectId = model.ProjectId,
                CommitId = version.CommitId,
                File = version.File,
                Function = version.Function,
                ExcludeFiles = version.Excluded,
                EnvironmentRevisionId = version.EnvironmentRevisionId,
                TierId = settings.DefaultTier(model.ProjectId, options).Id,
                UserId = version.CreatedBy,
            },
            (status, message) => models.SetStatus(version.Id, status, message)
        );

    public void Serve(EndpointRow endpoint)
    {
        var environment = settings.DefaultEnvironment(endpoint.ProjectId, environments);
        var revision = environments.Chosen(environment, settings.DefaultRevision(endpoint.ProjectId, environment, environments));
        host.Start(
            new ServedFunction
            {
                Id = endpoint.ProjectId,
                Number = 1,
                ProjectId = endpoint.ProjectId,
                CommitId = endpoint.CommitId,
                File = endpoint.File,
                Function = endpoint.Function,
                EnvironmentRevisionId = revision.Id,
                TierId = settings.DefaultTier(endpoint.ProjectId, options).Id,
                UserId = endpoint.PublishedBy,
            },
            (status, message) => models.SetEndpointStatus(endpoint.ProjectId, status, message)
        );
    }
}
