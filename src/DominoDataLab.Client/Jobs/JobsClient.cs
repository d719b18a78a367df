using System.Net;
using DominoDataLab.Client.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Jobs;

/// <summary>Jobs by their ids.</summary>
public sealed partial class JobsClient
{
    private const string GetRoute = "GET /v4/jobs/{jobId}";
    private const string RestartRoute = "POST /v4/jobs/restart";
    private const string DetailsRoute = "GET /v4/jobs/{jobId}/runtimeExecutionDetails";
    private const string LogsRoute = "GET /v4/jobs/{jobId}/logsWithProblemSuggestions";

    private readonly DominoHttp _http;
    private readonly ILogger _logger;

    internal JobsClient(DominoHttp http, ILogger logger) => (_http, _logger, Tags, Comments) = (http, logger, new JobTagsClient(http, this), new JobCommentsClient(http));

    /// <summary>A job. <c>GET /v4/jobs/{jobId}</c>.</summary>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DominoApiException">404: no such job.</exception>
    [Endpoint(GetRoute)]
    public Task<Job> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.GetJsonAsync(GetRoute, [jobId], [], JobsJson.Default.Job, cancellationToken);
    }

    /// <summary>Starts a job once more, as a new job. <c>POST /v4/jobs/restart</c>.</summary>
    /// <param name="jobId">The job to repeat.</param>
    /// <param name="useOriginalInputCommit">Whether it runs on the commit it ran on, or on the newest.</param>
    /// <param name="cancellationToken">Ends the request; the job may have started nonetheless.</param>
    [Endpoint(RestartRoute)]
    public Task<Job> RestartAsync(string jobId, bool useOriginalInputCommit = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.SendJsonAsync(RestartRoute, [], new RestartJobBody(jobId, useOriginalInputCommit), JobsJson.Default.RestartJobBody, JobsJson.Default.Job, Repeat.Never, cancellationToken);
    }

    /// <summary>What a job ran on. <c>GET /v4/jobs/{jobId}/runtimeExecutionDetails</c>.</summary>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Endpoint(DetailsRoute)]
    public Task<RuntimeDetails> GetRuntimeDetailsAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.GetJsonAsync(DetailsRoute, [jobId], [], JobsJson.Default.RuntimeDetails, cancellationToken);
    }

    /// <summary>Waits for a job's end and returns it, however it ended.</summary>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="options">How to wait. Null: without end.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <exception cref="DominoTimeoutException">The deadline passed; the job goes on.</exception>
    /// <exception cref="DominoApiException">The job can't be looked at: 401, 403, 404, or too many failures in a row.</exception>
    public async Task<Job> WaitForCompletionAsync(string jobId, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new WaitOptions();
        var clock = new PollClock(_http.Time, options.MaxInterval);
        var failures = 0;
        while (true)
        {
            Job? job = null;
            try
            {
                job = await GetAsync(jobId, cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (DominoException e) when (MayPass(e) && ++failures <= options.MaxFailures)
            {
                Log.PollFailed(_logger, jobId, e.Message);
            }

            if (job is not null)
            {
                options.Progress?.Report(job);
                if (job.IsCompleted)
                {
                    return job;
                }
            }

            if (options.Deadline is { } deadline && clock.Elapsed >= deadline)
            {
                throw new DominoTimeoutException($"Job {jobId} had not ended after {deadline.TotalSeconds:0.#} s{(job is null ? "" : $" (it is {job.Status})")}. It goes on; wait again or stop it.");
            }

            await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a job's success.</summary>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="options">How to wait. Null: without end.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <exception cref="JobFailedException">It ended otherwise; status, reason and the end of the log are in it.</exception>
    /// <exception cref="DominoTimeoutException">The deadline passed; the job goes on.</exception>
    public async Task<Job> WaitForSuccessAsync(string jobId, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new WaitOptions();
        var job = await WaitForCompletionAsync(jobId, options, cancellationToken).ConfigureAwait(false);
        if (job.Status == JobStatus.Succeeded)
        {
            return job;
        }

        var last = new Queue<LogLine>();
        try
        {
            await foreach (var line in StreamLogsAsync(jobId, follow: false, cancellationToken).ConfigureAwait(false))
            {
                last.Enqueue(line);
                if (last.Count > options.FailureLogLines)
                {
                    last.Dequeue();
                }
            }
        }
        catch (DominoException e)
        {
            // The failure of the job is what the caller must hear; the log only explains it.
            Log.PollFailed(_logger, jobId, e.Message);
        }

        throw new JobFailedException(job, [.. last]);
    }

    /// <summary>A job's log, line by line as it is written. <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c>.</summary>
    /// <remarks>No line comes twice and none is left out. The sequence ends when the server says that the log is complete,
    /// or, if <paramref name="follow"/> is false, at what is there now.</remarks>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="follow">Whether to go on until the log is complete.</param>
    /// <param name="cancellationToken">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoApiException">404: no such job.</exception>
    [Endpoint(LogsRoute)]
    public IAsyncEnumerable<LogLine> StreamLogsAsync(string jobId, bool follow = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return LogStream.ReadAsync(_http.Time, async (query, token) => (await _http.GetJsonAsync(LogsRoute, [jobId], query, JobsJson.Default.LogPage, token).ConfigureAwait(false)).Logset, follow, cancellationToken);
    }

    private static bool MayPass(DominoException e) =>
        e is DominoConnectionException or DominoTimeoutException
        || (e is DominoApiException api && ((int)api.StatusCode >= 500 || api.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout));
}
