using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Jobs;

/// <content>Waiting for jobs.</content>
public sealed partial class JobsClient
{
    /// <summary>Waits until a job has ended, successfully or not, and returns it.</summary>
    /// <param name="job">The job or run, or its ID.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running. Python: the polling timeout.</exception>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">The job cannot be read: 401, 403, or too many transient errors in a row.</exception>
    public Task<Job> WaitForCompletionAsync(JobId job, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        WaitAsync(job, WaitOptions.Check(options), cancellationToken);

    /// <summary>Waits until a job has succeeded. If the job ends in any other way, an exception is thrown.</summary>
    /// <param name="job">The job or run, or its ID.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running. Python: the polling timeout.</exception>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">The job cannot be read: 401, 403, or too many transient errors in a row.</exception>
    public async Task<Job> WaitForSuccessAsync(JobId job, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = WaitOptions.Check(options);
        var started = _http.Time.GetTimestamp();
        var ended = await WaitAsync(job, options, cancellationToken).ConfigureAwait(false);
        return ended.Status == JobStatus.Succeeded
            ? ended
            : throw await FailureAsync(ended, options, started, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a job that this library started. If the wait is canceled, the exception names the job.</summary>
    internal async Task<Job> WaitForStartedAsync(JobId job, WaitOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await WaitForSuccessAsync(job, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"The wait for job {job} was canceled. The job is still running. Wait again or stop it.",
                e,
                cancellationToken
            )
            {
                Data = { ["JobId"] = job.ToString() },
            };
        }
    }

    private Task<Job> WaitAsync(JobId job, WaitOptions options, CancellationToken cancellationToken) =>
        Poller.WaitAsync(
            _http,
            new PollTarget<Job>
            {
                Subject = $"Job {job}",
                Goal = "finish",
                Advice = "The job is still running. Wait again or stop it.",
                GetAsync = token => GetAsync(job, token),
                Status = static job => job.Status.Value,
                IsReached = static job => job.IsCompleted,
            },
            options,
            cancellationToken
        );

    private async Task<JobFailedException> FailureAsync(Job job, WaitOptions options, long started, CancellationToken cancellationToken)
    {
        JobSuggestion? suggestion = null;
        var lines = await FailureLog
            .ReadAsync(_http, $"the log of job {job.Id}", (query, token) => ReadAsync(query, token), options, started, cancellationToken)
            .ConfigureAwait(false);
        return new JobFailedException(WithHelp(job, suggestion), lines, suggestion);

        async Task<LogSet> ReadAsync(IReadOnlyList<(string, string?)> query, CancellationToken token)
        {
            var page = await GetLogPageAsync(job.Id, query, token).ConfigureAwait(false);
            suggestion = page.ProblemSuggestion ?? suggestion;
            return RequireLog(page, job.Id);
        }
    }

    // The job's own reply has the reason and the message; only the log's reply has the help link.
    private static Job WithHelp(Job job, JobSuggestion? suggestion) =>
        suggestion is null
            ? job
            : job with
            {
                Failure = (job.Failure ?? new JobFailure { Message = suggestion.Description }) with { HelpLink = suggestion.HelpLink },
            };
}
