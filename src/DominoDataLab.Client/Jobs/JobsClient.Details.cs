using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <content>Names, archive, usage, and why a job is where it is.</content>
public sealed partial class JobsClient
{
    private const string RenameRoute = "POST /v4/jobs/{jobId}/name";
    private const string ArchiveRoute = "POST /v4/jobs/archive";
    private const string UsageRoute = "GET /v4/jobs/jobs/{jobId}/usage";
    private const string CheckpointsRoute = "GET /v4/jobs/{jobId}/executionCheckpointStatuses";

    /// <summary>Tags of jobs.</summary>
    public JobTagsClient Tags { get; }

    /// <summary>Comments on jobs.</summary>
    public JobCommentsClient Comments { get; }

    /// <summary>Gives a job another title. <c>POST /v4/jobs/{jobId}/name</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="title">The new title.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have its new title.</param>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to change it.</exception>
    [Endpoint(RenameRoute)]
    public Task<Job> RenameAsync(string jobId, string title, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        return _http.SendJsonAsync(
            RenameRoute,
            [jobId],
            new RenameJobBody(title),
            JobDetailsJson.Default.RenameJobBody,
            JobsJson.Default.Job,
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>Takes a job that has ended out of the lists; it stays, and its results do. <c>POST /v4/jobs/archive</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already be archived.</param>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to change it. 400: it has
    /// not ended.</exception>
    [Endpoint(ArchiveRoute)]
    public Task<Job> ArchiveAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.SendJsonAsync(
            ArchiveRoute,
            [],
            new ArchiveJobBody(jobId),
            JobDetailsJson.Default.ArchiveJobBody,
            JobsJson.Default.Job,
            RetryMode.Safe,
            cancellationToken
        );
    }

    /// <summary>
    /// Lists the resource usage of a job over time, the oldest sample first. <c>GET /v4/jobs/jobs/{jobId}/usage</c>; the server does not
    /// page them.
    /// </summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(UsageRoute)]
    public async IAsyncEnumerable<JobUsage> ListUsageAsync(
        string jobId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        foreach (
            var sample in await _http
                .GetJsonAsync(UsageRoute, [jobId], [], JobDetailsJson.Default.ListJobUsage, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return sample;
        }
    }

    /// <summary>
    /// A job's way, step by step. <c>GET /v4/jobs/{jobId}/executionCheckpointStatuses</c>; the server does not page them.
    /// </summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(CheckpointsRoute)]
    public async IAsyncEnumerable<JobCheckpoint> ListCheckpointsAsync(
        string jobId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        foreach (
            var checkpoint in await _http
                .GetJsonAsync(CheckpointsRoute, [jobId], [], JobDetailsJson.Default.ListJobCheckpoint, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return checkpoint;
        }
    }

    /// <summary>Why a job waits, is slow or failed: the job, its way, what the server suggests, and the end of its log.</summary>
    /// <remarks>It asks for the job, for its checkpoints, and for its whole log with <c>GET
    /// /v4/jobs/{jobId}/logsWithProblemSuggestions</c>.</remarks>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="logLines">Lines of the log's end to keep. Default 20.</param>
    /// <param name="cancellationToken">A token to cancel the requests.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(LogsRoute)]
    public async Task<JobExplanation> ExplainAsync(string jobId, int logLines = 20, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logLines);
        var job = await GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        var checkpoints = await ListCheckpointsAsync(jobId, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var advice = await _http
            .GetJsonAsync(LogsRoute, [jobId], [("limit", "1")], JobDetailsJson.Default.JobAdvice, cancellationToken)
            .ConfigureAwait(false);
        return new JobExplanation
        {
            Job = job,
            Checkpoints = checkpoints,
            Suggestion = advice.ProblemSuggestion,
            LastLogLines = await StreamLogsAsync(jobId, new LogOptions { Follow = false, Tail = logLines }, cancellationToken)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false),
        };
    }
}
