using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Execution.Preparation;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Takes a job from its input commit to its results.</summary>
internal sealed partial class JobRunner(
    JobLifecycle lifecycle,
    JobStore jobs,
    JobLogs logs,
    ExecutionPreparation preparation,
    ExecutionFolders folders,
    ClusterLauncher clusters,
    JobResults results,
    UsageMeter usage,
    ILogger<JobRunner> logger
)
{
    /// <summary>Runs a queued job. Returns how it ended; null if it had been stopped before.</summary>
    public async Task<JobEnd?> RunAsync(string id, StopSignal stop)
    {
        if (!lifecycle.Prepare(id))
        {
            return null;
        }

        var job = jobs.Find(id)!;
        var folder = folders.WorkFolder(id);
        using var log = logs.Open(id);
        return await EndAsync(job, folder, stop, log, () => ExecuteAsync(job, folder, log, stop));
    }

    /// <summary>Follows a job that an earlier server started, and keeps its results.</summary>
    public async Task<JobEnd?> ResumeAsync(JobRow job, IExecution execution, StopSignal stop)
    {
        var folder = folders.WorkFolder(job.Id);
        using var log = logs.Open(job.Id);
        log.Write("The server has restarted; the job runs on.");
        return await EndAsync(
            job,
            folder,
            stop,
            log,
            async () =>
            {
                await using (execution)
                {
                    var scope = preparation.Open(RequestOf(job, folder), log, stop);
                    return await FollowAsync(job, execution, scope, scope.Tier, cluster: null);
                }
            }
        );
    }

    private async Task<JobEnd> EndAsync(JobRow job, string folder, StopSignal stop, JobLog log, Func<Task<JobEnd>> execute)
    {
        try
        {
            var end = await execute();
            if (end.Status == JobStatus.Stopped && stop.DiscardsResults)
            {
                log.Write("The results are discarded, as asked.");
                return end;
            }

            lifecycle.Finish(job.Id);
            return results.Keep(job, end, folder, log);
        }
        catch (PreparationException e)
        {
            var refused = Refused(log, e.Reason, e.Message);
            lifecycle.Finish(job.Id);
            return e.DiscardsResults ? refused : results.Keep(job, refused, folder, log);
        }
        catch (Exception e)
        {
            var end = JobFailure.End(e, out var reference);
            Failed(logger, job.Id, reference, e);
            return Refused(log, end.Reason!, end.Message!);
        }
        finally
        {
            preparation.CleanUp(job.Id, folder);
        }
    }

    private async Task<JobEnd> ExecuteAsync(JobRow job, string folder, JobLog log, StopSignal stop)
    {
        var request = RequestOf(job, folder);
        var scope = preparation.Open(request, log, stop);
        await preparation.PrepareAsync(request, scope, () => lifecycle.Passed(job.Id, JobCheckpoint.FilesPrepared));
        await using var cluster = await clusters.StartAsync(job, scope);
        var tier = cluster?.Room ?? scope.Tier;
        if (stop.IsRequested)
        {
            return new JobEnd(JobStatus.Stopped);
        }

        await using var execution = await StartAsync(job, scope, tier);
        lifecycle.Run(job.Id, execution.Handle);
        return await FollowAsync(job, execution, scope, tier, cluster);
    }

    private static async Task<IExecution> StartAsync(JobRow job, ExecutionScope scope, LocalHardwareTier tier)
    {
        try
        {
            var words = Launch.Words(job, scope.Folder, scope.Variables.GetValueOrDefault("PATH"));
            scope.Log.Write($"Starting {words[0]} on hardware tier {tier.Name}");
            return await scope.StartAsync(words, tier);
        }
        catch (Exception e) when (e is FormatException or ExecutionStartException)
        {
            throw new PreparationException("CouldNotStart", $"The command '{job.Command}' could not be started. {e.Message}");
        }
    }

    private async Task<JobEnd> FollowAsync(JobRow job, IExecution execution, ExecutionScope scope, LocalHardwareTier tier, Cluster? cluster)
    {
        ExecutionResult result;
        await using (usage.Watch(job.Id, execution, tier))
        {
            result = await scope.FollowAsync(execution);
        }

        if (cluster is not null)
        {
            await cluster.EndAsync();
        }

        var end =
            scope.Stop.IsRequested ? new JobEnd(JobStatus.Stopped)
            : result is { ExitCode: 0, ExceededMemory: false } ? new JobEnd(JobStatus.Succeeded)
            : JobEnd.Of(result, logs.Of(job.Id), tier);
        if (end.Message is { } message)
        {
            scope.Log.Write(message);
        }

        await ExecutionPreparation.AfterRunAsync(scope);
        return end;
    }

    private static ExecutionRequest RequestOf(JobRow job, string folder) =>
        new()
        {
            Id = job.Id,
            Number = job.Number,
            ProjectId = job.ProjectId,
            CommitId = job.InputCommit,
            UserId = job.StartedBy,
            EnvironmentRevisionId = job.EnvironmentRevisionId,
            TierId = job.TierId,
            Folder = folder,
        };

    private static JobEnd Refused(JobLog log, string reason, string message)
    {
        log.Write(LogTypes.Setup, message.Split('\n'));
        return new JobEnd(JobStatus.Error, reason, message);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} failed because of an error in the server (reference {Reference})")]
    private static partial void Failed(ILogger logger, string jobId, string reference, Exception reason);
}
