using DominoDataLab.Client.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Jobs;

/// <summary>Jobs by their ids.</summary>
public sealed partial class JobsClient
{
    private const string GetRoute = "GET /v4/jobs/{jobId}";
    private const string RestartRoute = "POST /v4/jobs/restart";
    internal const string StopRoute = "POST /v4/jobs/stop";
    private const string DetailsRoute = "GET /v4/jobs/{jobId}/runtimeExecutionDetails";
    private const string LogsRoute = "GET /v4/jobs/{jobId}/logsWithProblemSuggestions";

    // A poll that starts at the deadline must have time to be answered.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    private readonly DominoHttp _http;
    private readonly ILogger _logger;

    internal JobsClient(DominoHttp http, ILogger logger) =>
        (_http, _logger, Tags, Comments) = (http, logger, new JobTagsClient(http, this), new JobCommentsClient(http));

    /// <summary>Gets a job by ID. <c>GET /v4/jobs/{jobId}</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(GetRoute)]
    public Task<Job> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.GetJsonAsync(GetRoute, [jobId], [], JobsJson.Default.Job, cancellationToken);
    }

    /// <summary>Restarts a job as a new job. <c>POST /v4/jobs/restart</c>.</summary>
    /// <param name="jobId">The ID of the job to restart.</param>
    /// <param name="useOriginalInputCommit">true to run on the original input commit; false to run on the latest commit.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have started.</param>
    [Endpoint(RestartRoute)]
    public Task<Job> RestartAsync(string jobId, bool useOriginalInputCommit = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.SendJsonAsync(
            RestartRoute,
            [],
            new RestartJobBody(jobId, useOriginalInputCommit),
            JobsJson.Default.RestartJobBody,
            JobsJson.Default.Job,
            RetryMode.Never,
            cancellationToken
        );
    }

    /// <summary>Stops a job with all its processes. <c>POST /v4/jobs/stop</c>, after <c>GET /v4/jobs/{jobId}</c> for its project.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="keepResults">true to commit the files that the job has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may still stop.</param>
    /// <returns>The job as it was when the server accepted the request. It may still be stopping.</returns>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to stop it.</exception>
    [Endpoint(StopRoute)]
    public async Task<Job> StopAsync(string jobId, bool keepResults = true, CancellationToken cancellationToken = default)
    {
        var job = await GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        return await StopAsync(
                job.ProjectId
                    ?? throw new DominoException($"The reply about job {jobId} does not name its project; stop it through the project."),
                jobId,
                keepResults,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    internal Task<Job> StopAsync(string projectId, string jobId, bool keepResults, CancellationToken cancellationToken) =>
        _http.SendJsonAsync(
            StopRoute,
            [],
            new StopJobBody(projectId, jobId, keepResults),
            JobsJson.Default.StopJobBody,
            JobsJson.Default.Job,
            RetryMode.Safe,
            cancellationToken
        );

    /// <summary>Gets the environment, hardware tier and machine of a job. <c>GET /v4/jobs/{jobId}/runtimeExecutionDetails</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(DetailsRoute)]
    public Task<RuntimeDetails> GetRuntimeDetailsAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.GetJsonAsync(DetailsRoute, [jobId], [], JobsJson.Default.RuntimeDetails, cancellationToken);
    }

    /// <summary>Waits until a job has ended, successfully or not, and returns it.</summary>
    /// <param name="jobId">The ID of the job or run: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is negative.</exception>
    /// <exception cref="DominoTimeoutException">The time limit passed. The job keeps running. Python: the polling time-out.</exception>
    /// <exception cref="DominoApiException">The job cannot be read: 401, 403, 404, or too many failures in a row.</exception>
    public async Task<Job> WaitForCompletionAsync(string jobId, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        options = Checked(options);
        var clock = new PollClock(_http.Time, options.MaxInterval);
        var failures = new TransientErrors(options.MaxFailures);
        Job? job = null;
        for (var first = true; ; first = false)
        {
            var left = options.Deadline - clock.Elapsed ?? TimeSpan.MaxValue;
            try
            {
                // The first poll is not limited by the deadline. Later ones, with their retries, are.
                using var limit =
                    first || left > TimeSpan.FromDays(1)
                        ? null
                        : new TimeLimit(left > TimeSpan.Zero ? left + LastLook : LastLook, _http.Time, cancellationToken);
                job = await GetAsync(jobId, limit?.Token ?? cancellationToken).ConfigureAwait(false);
                failures.Reset();
                options.Progress?.Report(job);
                if (job.IsCompleted)
                {
                    return job;
                }
            }
            catch (DominoException e) when (failures.ShouldRetry(e))
            {
                Log.PollFailed(_logger, jobId, e.Message);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw DeadlinePassed(jobId, options.Deadline!.Value, job, e);
            }

            left = options.Deadline - clock.Elapsed ?? TimeSpan.MaxValue;
            if (left <= TimeSpan.Zero)
            {
                throw DeadlinePassed(jobId, options.Deadline!.Value, job);
            }

            await clock.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a job has succeeded. Every other end, also one that this version does not know, is an exception.</summary>
    /// <param name="jobId">The ID of the job or run: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="DominoTimeoutException">The time limit passed. The job keeps running. Python: the polling time-out.</exception>
    /// <exception cref="DominoApiException">The job cannot be read: 401, 403, 404, or too many failures in a row.</exception>
    public async Task<Job> WaitForSuccessAsync(string jobId, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        var job = await WaitForCompletionAsync(jobId, options, cancellationToken).ConfigureAwait(false);
        return job.Status == JobStatus.Succeeded
            ? job
            : throw await FailureAsync(job, options.FailureLogLines, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Streams the log of a job, line by line as it is written. <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c>.</summary>
    /// <remarks>No line comes twice and none is left out: not at the ends of pages, not after a failure that passed, not if
    /// several were written in one nanosecond. The sequence ends when the server says that the log is complete, or, if it is
    /// not followed, at what is there now.</remarks>
    /// <param name="jobId">The ID of the job or run: 24 hexadecimal digits.</param>
    /// <param name="options">The options. If null, all lines are read until the log is complete.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is negative.</exception>
    /// <exception cref="DominoApiException">404: the job was not found. 401, 403, or too many failures in a row.</exception>
    [Endpoint(LogsRoute)]
    public IAsyncEnumerable<LogLine> StreamLogsAsync(
        string jobId,
        LogOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        options ??= new LogOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Tail ?? 0, nameof(options.Tail));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailures);
        return LogStream.ReadAsync(
            _http.Time,
            async (query, token) => (await GetLogPageAsync(jobId, query, token).ConfigureAwait(false)).Logset,
            options,
            e => Log.PollFailed(_logger, jobId, e.Message),
            cancellationToken
        );
    }

    /// <summary>Gets Domino's suggestion for a job that failed, or null. <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c>.</summary>
    /// <param name="jobId">The ID of the job or run: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(LogsRoute)]
    public async Task<JobProblem?> FindProblemAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return (await GetLogPageAsync(jobId, [], cancellationToken).ConfigureAwait(false)).ProblemSuggestion;
    }

    private Task<LogPage> GetLogPageAsync(string jobId, IReadOnlyList<(string, string?)> query, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(LogsRoute, [jobId], query, JobsJson.Default.LogPage, cancellationToken);

    private async Task<JobFailedException> FailureAsync(Job job, int logLines, CancellationToken cancellationToken)
    {
        List<LogLine> last = [];
        JobProblem? problem = null;
        try
        {
            if (logLines > 0)
            {
                var log = LogStream.ReadAsync(
                    _http.Time,
                    async (query, token) =>
                    {
                        var page = await GetLogPageAsync(job.Id, query, token).ConfigureAwait(false);
                        problem = page.ProblemSuggestion ?? problem;
                        return page.Logset;
                    },
                    new LogOptions
                    {
                        Follow = false,
                        Tail = logLines,
                        MaxFailures = 0,
                    },
                    failed: null,
                    cancellationToken
                );
                await foreach (var line in log.ConfigureAwait(false))
                {
                    last.Add(line);
                }
            }
        }
        catch (DominoException e)
        {
            // The failure of the job is what the caller must hear; the log only explains it.
            Log.PollFailed(_logger, job.Id, e.Message);
        }

        return new JobFailedException(job, last, problem);
    }

    private static WaitOptions Checked(WaitOptions? options)
    {
        options ??= new WaitOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Deadline ?? TimeSpan.Zero, TimeSpan.Zero, nameof(options.Deadline));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailures);
        ArgumentOutOfRangeException.ThrowIfNegative(options.FailureLogLines);
        return options;
    }

    private static DominoTimeoutException DeadlinePassed(string jobId, TimeSpan deadline, Job? job, Exception? cause = null) =>
        new(
            $"Job {jobId} had not ended after {deadline.TotalSeconds:0.#} s{(job is null ? "" : $" (it is {job.Status})")}. The job is still running. Wait again or stop it.",
            cause
        );
}
