using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The unfinished jobs of a project. Results of an archived project have no place, so they are discarded.</summary>
internal sealed class ProjectJobs(JobStore jobs, JobDispatcher dispatcher) : IProjectWork
{
    public Task StopAsync(string projectId)
    {
        foreach (var job in jobs.Unfinished().Where(job => job.ProjectId == projectId))
        {
            dispatcher.Stop(job, keepResults: false);
        }

        return Task.CompletedTask;
    }

    public Task StopRefusedAsync(Func<string, string, bool> isRefused)
    {
        foreach (
            var job in jobs.Unfinished()
                .Where(job => job.Status is JobStatus.Preparing or JobStatus.Running && isRefused(job.StartedBy, job.ProjectId))
        )
        {
            dispatcher.Stop(job, keepResults: false);
        }

        return Task.CompletedTask;
    }
}
