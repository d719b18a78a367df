using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Stops what runs for users who were removed or have lost a role.</summary>
internal sealed class RevokedWork(IEnumerable<IProjectWork> works, ExecutionRights rights)
{
    /// <summary>Stops what may no longer run, after a change of users or roles.</summary>
    public Task StopAsync() =>
        Task.WhenAll(works.Select(work => work.StopRefusedAsync((user, project) => rights.Refusal(user, project) is not null)));
}
