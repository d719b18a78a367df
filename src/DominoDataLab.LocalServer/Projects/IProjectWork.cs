namespace DominoDataLab.LocalServer.Projects;

/// <summary>Work that an area does for projects, such as jobs, apps and models. It stops when its project is archived.</summary>
internal interface IProjectWork
{
    /// <summary>Stops everything that runs or waits for a project. The project is already archived, so nothing new can start.</summary>
    Task StopAsync(string projectId);
}
