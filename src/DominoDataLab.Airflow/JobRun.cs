using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Tasks;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow;

/// <summary>One job of a task, over the task's tries.</summary>
internal sealed class JobRun(TaskContext context, DominoOperatorOptions options, DominoClient domino, ProjectClient project)
{
    private const string JobKey = "job_id";

    // A server that restarts must not fail the task: each of these attempts is itself retried and followed by a pause.
    private const int MaxFailures = 60;

    // Airflow kills the process 5 s after it asked it to stop.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RestOfLogLimit = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = context.LoggerFactory.CreateLogger("domino");

    private bool Resumes => context.Resumption is not null || context.RescheduleCount > 0;

    // The same for every try of the task in a run, and for nothing else.
    private string Tag
    {
        get
        {
            var task = context.TaskInstance;
            var key = string.Join('\n', task.DagId, task.RunId, task.TaskId, task.MapIndex);
            return $"airflow-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24]}";
        }
    }

    /// <summary>Finds the job that this task waits for, or that an earlier try started and that still runs.</summary>
    public async Task<string?> FindEarlierAsync()
    {
        if (context.Resumption?.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty(JobKey, out var id))
        {
            return id.GetString();
        }

        if (context.TryNumber == 1 && !Resumes)
        {
            return null;
        }

        var jobs = project.Jobs.ListAsync(new JobQuery { Tag = Tag }, context.CancellationToken);
        await foreach (var job in jobs.ConfigureAwait(false))
        {
            if (Resumes || !job.IsCompleted)
            {
                Log.Attached(_logger, job.Id);
                return job.Id;
            }
        }

        return null;
    }

    /// <summary>Starts the job and marks it as this task's.</summary>
    public async Task<string> StartAsync(Func<Task<string>> startAsync)
    {
        context.CancellationToken.ThrowIfCancellationRequested();

        // Not canceled half-way: the job could have started without anybody who stops it.
        var id = await startAsync().ConfigureAwait(false);
        Log.Started(_logger, id, project.ToString());
        if (context.CancellationToken.IsCancellationRequested)
        {
            await StopAsync(id).ConfigureAwait(false);
            context.CancellationToken.ThrowIfCancellationRequested();
        }

        try
        {
            await domino.Jobs.Tags.AddAsync(id, Tag, context.CancellationToken).ConfigureAwait(false);
        }
        catch (DominoException exception)
        {
            Log.NotTagged(_logger, id, exception.Message);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(id).ConfigureAwait(false);
            throw;
        }

        return id;
    }

    /// <summary>Waits for the job's success and returns the result for XCom, or an outcome if the wait continues elsewhere.</summary>
    public async Task<object?> WaitAsync(string id, bool showSetup)
    {
        try
        {
            return options.WaitMode == WaitMode.InProcess
                ? await FollowAsync(id, showSetup).ConfigureAwait(false)
                : await PollOnceAsync(id, showSetup).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WaitTimeoutException)
        {
            await StopAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<object?> FollowAsync(string id, bool showSetup)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var log = new JobLog(domino, context.LoggerFactory, showSetup, MaxFailures).WriteAsync(id, follow: true, end.Token);
        try
        {
            var wait = new WaitOptions
            {
                MaxPollInterval = options.PollFrequency,
                Timeout = options.MaxPollTime,
                MaxTransientErrors = MaxFailures,
                FailureLogLines = 0,
            };
            var job = await domino.Jobs.WaitForCompletionAsync(id, wait, context.CancellationToken).ConfigureAwait(false);
            await FinishLogAsync(log).ConfigureAwait(false);
            return await ResultAsync(job).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await log.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<object?> PollOnceAsync(string id, bool showSetup)
    {
        var job = await domino.Jobs.GetAsync(id, context.CancellationToken).ConfigureAwait(false);
        if (job.IsCompleted)
        {
            await new JobLog(domino, context.LoggerFactory, showSetup, MaxFailures)
                .WriteAsync(id, follow: true, context.CancellationToken)
                .WaitAsync(RestOfLogLimit, context.CancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await ResultAsync(job).ConfigureAwait(false);
        }

        if (DateTimeOffset.UtcNow - job.StageTime?.SubmittedAt > options.MaxPollTime)
        {
            throw new WaitTimeoutException(
                $"Job {id} did not finish within {options.MaxPollTime.TotalSeconds} s. Its last status was"
                    + $" {job.Status}. The job is stopped.",
                options.MaxPollTime,
                job
            );
        }

        var next = DateTimeOffset.UtcNow + options.PollFrequency;
        return options.WaitMode == WaitMode.Defer
            ? TaskOutcome.DeferUntil(Trigger.At(next), "poll", state: new Dictionary<string, object?> { [JobKey] = id })
            : TaskOutcome.RescheduleAt(next, $"The job {id} is {job.Status}.");
    }

    // The job has ended, so the log ends soon. A log that doesn't arrive must not change the result.
    private async Task FinishLogAsync(Task log)
    {
        try
        {
            await log.WaitAsync(RestOfLogLimit, context.CancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.LogIncomplete(_logger);
        }
    }

    private async Task<object?> ResultAsync(Job job)
    {
        if (job.Status != JobStatus.Succeeded)
        {
            // Its message explains the failure; the log is written already.
            await domino
                .Jobs.WaitForSuccessAsync(job.Id, new WaitOptions { FailureLogLines = 0 }, context.CancellationToken)
                .ConfigureAwait(false);
        }

        return new Dictionary<string, object?>
        {
            ["run_id"] = job.Id,
            ["job_id"] = job.Id,
            ["number"] = job.Number,
            ["status"] = job.Status.Value,
            ["output_commit_id"] = job.OutputCommitId,
            ["url"] = await FindAddressAsync(job).ConfigureAwait(false),
        };
    }

    private async Task<string> FindAddressAsync(Job job)
    {
        var path = options.Project;
        if (!path.Contains('/') && job.ProjectId is { } projectId)
        {
            var found = await domino.Projects.GetAsync(projectId, context.CancellationToken).ConfigureAwait(false);
            path = $"{found.OwnerUserName}/{found.Name}";
        }

        return new Uri(domino.Host, $"/jobs/{path}/{job.Id}").ToString();
    }

    private async Task StopAsync(string id)
    {
        if (options.OnKill == OnKill.Leave)
        {
            Log.Left(_logger, id);
            return;
        }

        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await domino.Jobs.StopAsync(id, keepResults: options.OnKill == OnKill.Stop, limit.Token).ConfigureAwait(false);
            Log.Stopped(_logger, id);
        }
        catch (Exception exception) when (exception is DominoException or OperationCanceledException)
        {
            Log.NotStopped(_logger, id, exception.Message);
        }
    }
}
