using System.Collections.Concurrent;
using System.Diagnostics;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Gives waiting jobs a place to run, a bounded number at once, and takes up what an earlier server left.</summary>
internal sealed partial class JobDispatcher(
    JobQueue queue,
    JobRunner runner,
    JobLifecycle lifecycle,
    JobStore jobs,
    JobRecovery recovery,
    JobLogs logs,
    LocalDominoOptions options,
    ILogger<JobDispatcher> logger
) : IDisposable
{
    private const int MaxQueued = 1000;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, StopSignal> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _workers = [];

    /// <summary>The number of jobs that run at once.</summary>
    public int Places { get; } = options.MaxConcurrentJobs > 0 ? options.MaxConcurrentJobs : Environment.ProcessorCount;

    public int Waiting => queue.Count;

    public int Running => _running.Count;

    /// <summary>Takes up the jobs that had not ended when an earlier server did, then starts to serve the queue.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (job, execution) in await recovery.RecoverAsync(cancellationToken))
        {
            if (execution is null)
            {
                Enqueue(job);
            }
            else
            {
                var place = Place(job);
                queue.Occupy(place);
                _workers.Add(Task.Run(() => RunAsync(place, stop => runner.ResumeAsync(job, execution, stop)), CancellationToken.None));
            }
        }

        _workers.AddRange(Enumerable.Range(0, Places).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
    }

    /// <summary>Stops all jobs, keeps their results, and waits until each of them has ended.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        foreach (var stop in _running.Values)
        {
            stop.Request();
        }

        await Task.WhenAll(_workers);
    }

    public void Dispose() => _end.Dispose();

    /// <exception cref="DomainException">The queue is full.</exception>
    public void CheckRoom()
    {
        if (queue.Count >= MaxQueued)
        {
            throw DomainException.TooMany(
                $"The queue is full: {MaxQueued} jobs wait for one of {Places} places. Wait for some to end, or stop some."
            );
        }
    }

    public void Enqueue(JobRow job) => queue.Add(Place(job));

    /// <summary>Gets the number of jobs that will be taken from the queue before a job.</summary>
    public int Before(JobRow job) => queue.Before(job.Id) ?? 0;

    /// <summary>Stops a job. One that has ended, or whose results are being kept, is left as it is.</summary>
    public JobRow Stop(JobRow job, bool keepResults)
    {
        if (lifecycle.StopQueued(job.Id))
        {
            queue.Remove(job.Id);
        }
        else if (_running.TryGetValue(job.Id, out var stop) && lifecycle.RequestStop(job.Id, keepResults))
        {
            stop.Request(keepResults);
        }

        return jobs.Find(job.Id)!;
    }

    private static QueuedJob Place(JobRow job) => new(job.Id, job.ProjectId, job.StartedBy);

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var next = await queue.TakeAsync(_end.Token);
                await RunAsync(next, stop => runner.RunAsync(next.JobId, stop));
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The server ends. What is still queued is found again at its next start.
        }
    }

    private async Task RunAsync(QueuedJob place, Func<StopSignal, Task<JobEnd?>> run)
    {
        var stop = new StopSignal();
        _running[place.JobId] = stop;
        if (_end.IsCancellationRequested)
        {
            stop.Request();
        }

        var started = Stopwatch.GetTimestamp();
        JobEnd? end;
        try
        {
            end = await run(stop);
        }
        catch (Exception e)
        {
            end = Unexpected(place.JobId, e);
        }

        if (end is not null)
        {
            Telemetry.JobEnded(Stopwatch.GetElapsedTime(started), end.Status.Word());
            await RecordAsync(place.JobId, end);
        }

        _running.TryRemove(place.JobId, out _);
        queue.Release(place);
    }

    private JobEnd Unexpected(string jobId, Exception e)
    {
        var end = JobFailure.End(e, out var reference);
        Failed(logger, jobId, reference, e);
        try
        {
            using var log = logs.Open(jobId);
            log.Write(end.Message!);
        }
        catch (IOException)
        {
            // The disk is full. The job itself still shows the message.
        }

        return end;
    }

    /// <summary>
    /// Records how a job ended. While that fails, as on a full disk, it is tried again until it succeeds or the server ends.
    /// </summary>
    private async Task RecordAsync(string jobId, JobEnd end)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                lifecycle.End(jobId, end);
                return;
            }
            catch (Exception e)
            {
                if (attempt == 1)
                {
                    CouldNotRecord(logger, jobId, end.Status, e);
                }

                await Task.Delay(AfterFailure, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_end.IsCancellationRequested)
                {
                    // The next server finds the job unfinished and says so.
                    return;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} failed because of an error in the server (reference {Reference})")]
    private static partial void Failed(ILogger logger, string jobId, string reference, Exception reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The end of job {JobId} ({Status}) could not be recorded. It is tried again every second"
    )]
    private static partial void CouldNotRecord(ILogger logger, string jobId, JobStatus status, Exception reason);
}
