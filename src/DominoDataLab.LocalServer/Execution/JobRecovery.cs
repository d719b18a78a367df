using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Finds out what became of the jobs that had not ended when an earlier server did.</summary>
internal sealed class JobRecovery(
    JobStore jobs,
    JobLifecycle lifecycle,
    JobLogs logs,
    ServerFolders folders,
    LocalDominoOptions options,
    IEnumerable<IExecutor> executors
)
{
    private const string Reason = "The server ended while the job was running. Its results are lost; restart the job.";

    /// <summary>Asks each executor for its jobs. Returns the jobs that wait, and those that still run with their execution.</summary>
    public async Task<List<(JobRow Job, IExecution? Execution)>> RecoverAsync(CancellationToken cancellationToken)
    {
        var recovered = new List<(JobRow, IExecution?)>();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in jobs.Unfinished())
        {
            if (job.Status == JobStatus.Queued)
            {
                recovered.Add((job, null));
            }
            else if (await ReattachAsync(job, cancellationToken) is { } execution)
            {
                recovered.Add((job, execution));
                kept.Add(job.Id);
            }
            else
            {
                EndLost(job);
            }
        }

        // A job that may still run keeps its folders, whatever else is removed.
        foreach (var folder in Directory.EnumerateDirectories(folders.Work))
        {
            if (!kept.Contains(Path.GetFileName(folder).Split('.')[0]))
            {
                FolderRemoval.TryRemove(folder);
            }
        }

        return recovered;
    }

    private async Task<IExecution?> ReattachAsync(JobRow job, CancellationToken cancellationToken)
    {
        var spec = new ExecutionSpec
        {
            Id = job.Id,
            Command = [],
            Folder = Path.Combine(folders.Work, job.Id),
            Variables = new Dictionary<string, string>(),
            Tier = options.HardwareTiers.FirstOrDefault(tier => tier.Id == job.TierId) ?? options.HardwareTiers[0],
        };
        IExecution? found = null;
        foreach (var executor in executors.Where(executor => job.Executor is null || executor.Name == job.Executor))
        {
            // A job without an executor was being prepared: every executor may hold processes of its preparation.
            found ??= await executor.ReattachAsync(spec, job.Handle, cancellationToken);
        }

        return found;
    }

    private void EndLost(JobRow job)
    {
        using (var log = logs.Open(job.Id))
        {
            log.Write(Reason);
        }

        lifecycle.End(job.Id, new JobEnd(JobStatus.Error, "ServerEnded", Reason));
    }
}
