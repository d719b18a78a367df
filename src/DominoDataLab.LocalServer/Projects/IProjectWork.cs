namespace DominoDataLab.LocalServer.Projects;

/// <summary>Work that an area does for projects, such as jobs, apps and models. It stops when its project is archived.</summary>
internal interface IProjectWork
{
    /// <summary>Stops everything that runs or waits for a project. The project is already archived, so nothing new can start.</summary>
    Task StopAsync(string projectId);

    /// <summary>Stops everything that runs for a user who may no longer run it. What waits is checked when it starts.</summary>
    /// <param name="isRefused">Checks whether a user, by ID, may no longer run anything in a project.</param>
    Task StopRefusedAsync(Func<string, string, bool> isRefused);
}
