using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <content>Titles, archiving, resource usage, and explanations of a job's state.</content>
public sealed partial class JobsClient
{
    private const string RenameRoute = "POST /v4/jobs/{jobId}/name";
    private const string ArchiveRoute = "POST /v4/jobs/archive";
    private const string UsageRoute = "GET /v4/jobs/jobs/{jobId}/usage";
    private const string CheckpointsRoute = "GET /v4/jobs/{jobId}/executionCheckpointStatuses";

    /// <summary>Gets the client for the tags of jobs.</summary>
    public JobTagsClient Tags { get; }

    /// <summary>Gets the client for the comments on jobs.</summary>
    public JobCommentsClient Comments { get; }

    /// <summary>Changes the title of a job.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/{jobId}/name</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="title">The new title.</param>
    /// <param name="cancellationToken">A token to cancel the request. The title may already be changed.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to change the job.</exception>
    [Endpoint(RenameRoute)]
    public Task<Job> RenameAsync(JobId job, string title, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        return _http.SendJsonAsync(
            RenameRoute,
            [job.ToString()],
            new RenameJobBody(title),
            JobDetailsJson.Default.RenameJobBody,
            JobsJson.Default.Job,
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>Archives a job that has ended. Lists do not include it anymore. The job and its results are kept.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/archive</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already be archived.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to change the job. 400: the job has not
    /// ended.</exception>
    [Endpoint(ArchiveRoute)]
    public Task<Job> ArchiveAsync(JobId job, CancellationToken cancellationToken = default) =>
        _http.SendJsonAsync(
            Named(ArchiveRoute, job, new ArchiveJobBody(job.ToString()), JobDetailsJson.Default.ArchiveJobBody),
            JobsJson.Default.Job,
            cancellationToken
        );

    /// <summary>Lists the resource usage of a job over time, the oldest sample first.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/jobs/{jobId}/usage</c>. The server does not page the list.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(UsageRoute)]
    public async IAsyncEnumerable<JobUsage> ListUsageAsync(
        JobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (
            var sample in await _http
                .GetJsonAsync(UsageRoute, [job.ToString()], [], JobDetailsJson.Default.ListJobUsage, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return sample;
        }
    }

    /// <summary>Lists the checkpoints that a job passes, in order.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}/executionCheckpointStatuses</c>. The server does not page the list.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(CheckpointsRoute)]
    public async IAsyncEnumerable<JobCheckpoint> ListCheckpointsAsync(
        JobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (
            var checkpoint in await _http
                .GetJsonAsync(CheckpointsRoute, [job.ToString()], [], JobDetailsJson.Default.ListJobCheckpoint, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return checkpoint;
        }
    }

    /// <summary>Explains why a job is queued, is slow or failed: the job, its checkpoints, the server's suggestion, and the end of its
    /// log.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}</c>, <c>GET /v4/jobs/{jobId}/executionCheckpointStatuses</c>, and
    /// <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c> until the end of the log is reached.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="logLines">The number of lines to return from the end of the log. Default: 20.</param>
    /// <param name="cancellationToken">A token to cancel the requests.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(LogsRoute)]
    public async Task<JobExplanation> ExplainAsync(JobId job, int logLines = 20, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logLines);
        var found = await GetAsync(job, cancellationToken).ConfigureAwait(false);
        var checkpoints = await ListCheckpointsAsync(job, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var suggestion = await FindSuggestionAsync(job, cancellationToken).ConfigureAwait(false);
        return new JobExplanation
        {
            Job = WithHelp(found, suggestion),
            Checkpoints = checkpoints,
            Suggestion = suggestion,
            LastLogLines = await StreamLogsAsync(job, new LogOptions { Follow = false, Tail = logLines }, cancellationToken)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false),
        };
    }
}
