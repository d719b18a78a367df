using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Gets, stops, restarts and follows jobs by ID. A job of any project can be given, as a <see cref="Job"/> or by its ID.</summary>
public sealed partial class JobsClient
{
    private const string GetRoute = "GET /v4/jobs/{jobId}";
    private const string RestartRoute = "POST /v4/jobs/restart";
    internal const string StopRoute = "POST /v4/jobs/stop";
    private const string DetailsRoute = "GET /v4/jobs/{jobId}/runtimeExecutionDetails";

    private readonly DominoHttp _http;

    internal JobsClient(DominoHttp http) => (_http, Tags, Comments) = (http, new JobTagsClient(http, this), new JobCommentsClient(http));

    /// <summary>Gets a job.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(GetRoute)]
    public Task<Job> GetAsync(JobId job, CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(GetRoute, [job.ToString()], [], JobsJson.Default.Job, cancellationToken);

    /// <summary>Restarts a job as a new job.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/restart</c>.</remarks>
    /// <param name="job">The job to restart, or its ID.</param>
    /// <param name="useOriginalInputCommit">true to run on the original input commit; false to run on the latest commit.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have started.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(RestartRoute)]
    public Task<Job> RestartAsync(JobId job, bool useOriginalInputCommit = true, CancellationToken cancellationToken = default) =>
        _http.SendJsonAsync(
            Named(RestartRoute, job, new RestartJobBody(job.ToString(), useOriginalInputCommit), JobsJson.Default.RestartJobBody) with
            {
                RetryMode = RetryMode.Never,
            },
            JobsJson.Default.Job,
            cancellationToken
        );

    /// <summary>Stops a job with all its processes.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}</c> for the job's project, then <c>POST /v4/jobs/stop</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="keepResults">true to commit the files that the job has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may still stop.</param>
    /// <returns>The job as it was when the server accepted the request. It may still be stopping.</returns>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to stop it.</exception>
    [Endpoint(StopRoute)]
    public async Task<Job> StopAsync(JobId job, bool keepResults = true, CancellationToken cancellationToken = default)
    {
        var found = await GetAsync(job, cancellationToken).ConfigureAwait(false);
        return await StopAsync(
                found.ProjectId
                    ?? throw new DominoException(
                        $"Could not stop job {job}: the server's response does not name its project. Stop it"
                            + $" with Project(...).Jobs.StopAsync."
                    ),
                job,
                keepResults,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    internal Task<Job> StopAsync(string projectId, JobId job, bool keepResults, CancellationToken cancellationToken) =>
        _http.SendJsonAsync(
            Named(StopRoute, job, new StopJobBody(projectId, job.ToString(), keepResults), JobsJson.Default.StopJobBody),
            JobsJson.Default.Job,
            cancellationToken
        );

    /// <summary>Gets the environment, hardware tier and machine of a job.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}/runtimeExecutionDetails</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(DetailsRoute)]
    public Task<RuntimeDetails> GetRuntimeDetailsAsync(JobId job, CancellationToken cancellationToken = default) =>
        _http.GetJsonAsync(DetailsRoute, [job.ToString()], [], JobsJson.Default.RuntimeDetails, cancellationToken);

    // The route does not name the job, so the error for a missing one needs it.
    private static DominoRequest Named<TBody>(string route, JobId job, TBody body, JsonTypeInfo<TBody> bodyType) =>
        DominoHttp.Json(route, [], body, bodyType, RetryMode.Safe) with
        {
            Subject = ("job", job.ToString()),
        };
}
