using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <content>Logs of jobs.</content>
public sealed partial class JobsClient
{
    private const string LogsRoute = "GET /v4/jobs/{jobId}/logsWithProblemSuggestions";

    /// <summary>Streams the log of a job, line by line as it is written.</summary>
    /// <remarks><para>Sends <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c> for each page.</para>
    /// <para>Each line is returned exactly once and in order: across pages, after a retry, and if several lines have the same timestamp.
    /// The sequence ends when the server reports that the log is complete. If the log is not followed, it ends at the last line that
    /// exists now.</para></remarks>
    /// <param name="job">The job or run, or its ID.</param>
    /// <param name="options">The options. If null, all lines are read until the log is complete.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is negative.</exception>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">The log cannot be read: 401, 403, or too many transient errors in a row.</exception>
    /// <exception cref="DominoException">The server keeps repeating the same page.</exception>
    [Endpoint(LogsRoute)]
    public IAsyncEnumerable<LogLine> StreamLogsAsync(
        JobId job,
        LogOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        LogStream.ReadAsync(
            _http,
            $"the log of job {job}",
            async (query, token) => RequireLog(await GetLogPageAsync(job, query, token).ConfigureAwait(false), job),
            LogOptions.Check(options),
            cancellationToken
        );

    /// <summary>Gets the server's suggestion for a job that failed, or null if the server has no suggestion.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}/logsWithProblemSuggestions</c>.</remarks>
    /// <param name="job">The job or run, or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(LogsRoute)]
    public async Task<JobSuggestion?> FindSuggestionAsync(JobId job, CancellationToken cancellationToken = default) =>
        (await GetLogPageAsync(job, [("limit", "1")], cancellationToken).ConfigureAwait(false)).ProblemSuggestion;

    private Task<LogPage> GetLogPageAsync(JobId job, IReadOnlyList<(string, string?)> query, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(LogsRoute, [job.ToString()], query, JobsJson.Default.LogPage, cancellationToken);

    private static LogSet RequireLog(LogPage page, JobId job) =>
        page.Logset
        ?? throw new DominoException(
            $"The log of job {job} could not be read: the server's response has no 'logset'. Check that the server is a Domino deployment."
        );
}
