using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Jobs;

/// <summary>Starting, stopping and listing a project's jobs.</summary>
public sealed class ProjectJobsClient
{
    private const string StartRoute = "POST /v4/jobs/start";
    private const string ListRoute = "GET /v4/jobs";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;
    private readonly ProjectClient _project;
    private readonly JobsClient _jobs;

    internal ProjectJobsClient(DominoHttp http, VersionGate versions, ProjectClient project, JobsClient jobs) =>
        (_http, _versions, _project, _jobs) = (http, versions, project, jobs);

    /// <summary>Starts a job. <c>POST /v4/jobs/start</c>.</summary>
    /// <remarks>
    /// <para>First what needs no request is checked. Then are looked up, each list at most once, so that a wrong name or id is told by
    /// name: the project, its main repository (if a version of it is asked for), the commit in the list of all commits, the hardware
    /// tier, the environment, the deployment's version, the cluster's tiers and environment. Nothing is started if one fails.</para>
    /// <para>Python's exceptions: <c>MissingRequiredFieldException</c>, <c>MalformedInputException</c> and <c>ValueError</c> are
    /// <see cref="ArgumentException"/>; <c>CommitNotFoundException</c>, <c>HardwareTierNotFoundException</c>,
    /// <c>EnvironmentNotFoundException</c> and <c>ProjectNotFoundException</c> are <see cref="DominoNotFoundException"/>, whose
    /// <c>Kind</c> says which; <c>UnsupportedFieldException</c>, <c>OnDemandSparkClusterNotSupportedException</c> and
    /// <c>ExternalVolumeMountsNotSupportedException</c> are <see cref="DominoVersionException"/>.</para>
    /// </remarks>
    /// <param name="request">The command and its settings.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have started.</param>
    /// <exception cref="ArgumentException">Something is missing, malformed, or contradicts something else; no job was started.</exception>
    /// <exception cref="DominoNotFoundException">The project, commit, tier or environment does not exist; no job was started.</exception>
    /// <exception cref="DominoVersionException">The deployment is too old for what was asked; no job was started.</exception>
    /// <exception cref="ReloginRequiredException">Domino wants the user to log in again.</exception>
    [Endpoint(StartRoute)]
    public async Task<Job> StartAsync(StartJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        StartJobRules.Check(request);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var body = await new StartJobLookups(_http, _versions, _project, projectId)
            .ResolveAsync(request, cancellationToken)
            .ConfigureAwait(false);
        return await _http
            .SendJsonAsync(StartRoute, [], body, JobsJson.Default.StartJobBody, JobsJson.Default.Job, RetryMode.Never, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Stops a job with all its processes. <c>POST /v4/jobs/stop</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="keepResults">true to commit the files that the job has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may still stop.</param>
    /// <returns>The job as it was when the request was taken; it may still be stopping.</returns>
    [Endpoint(JobsClient.StopRoute)]
    public async Task<Job> StopAsync(string jobId, bool keepResults = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _jobs.StopAsync(projectId, jobId, keepResults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The project's jobs, fetched page by page as they are read. <c>GET /v4/jobs</c>.</summary>
    /// <remarks>A job comes once, though others be started while the list is read; one that leaves the list meanwhile may make the
    /// next be skipped.</remarks>
    /// <param name="query">The filter. If null, all jobs are listed, the latest first.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Job> ListAsync(
        JobQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        // New jobs push older ones from one page to the next.
        var given = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in ListPagesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in page.Jobs.Where(job => given.Add(job.Id)))
            {
                yield return job;
            }
        }
    }

    /// <summary>The project's jobs as pages. <c>GET /v4/jobs</c>.</summary>
    /// <param name="query">The filter. If null, all jobs are listed, the latest first.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobPage> ListPagesAsync(
        JobQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        query ??= new JobQuery();
        ArgumentException.ThrowIfNullOrWhiteSpace(query.Status);
        ArgumentException.ThrowIfNullOrWhiteSpace(query.OrderBy);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, 1000);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        long seen = 0;
        for (var number = 1; ; number++)
        {
            var page = await _http
                .GetJsonAsync(
                    ListRoute,
                    [],
                    [
                        ("projectId", projectId),
                        ("order_by", query.OrderBy),
                        ("sort_by", query.Ascending ? "asc" : "desc"),
                        ("page_size", query.PageSize.ToString(CultureInfo.InvariantCulture)),
                        ("page_no", number.ToString(CultureInfo.InvariantCulture)),
                        ("show_archived", query.IncludeArchived ? "true" : "false"),
#pragma warning disable CA1308 // The server wants lower case.
                        ("status", query.Status.ToLowerInvariant()),
#pragma warning restore CA1308
                        ("tag", string.IsNullOrEmpty(query.Tag) ? null : query.Tag),
                        ("dominoStatsSortFieldName", string.IsNullOrEmpty(query.OrderByStatistic) ? null : query.OrderByStatistic),
                    ],
                    JobsJson.Default.JobPage,
                    cancellationToken
                )
                .ConfigureAwait(false);
            yield return page;
            seen += page.Jobs.Count;
            if (page.Jobs.Count == 0 || seen >= page.TotalCount)
            {
                yield break;
            }
        }
    }

    /// <summary>Starts a job and waits for its success. Python: <c>job_start_blocking</c>.</summary>
    /// <param name="request">The command and its settings.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <returns>The job as it ended.</returns>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="DominoTimeoutException">The time limit passed. The job keeps running.</exception>
    public async Task<Job> RunAsync(StartJobRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        await _jobs
            .WaitForSuccessAsync((await StartAsync(request, cancellationToken).ConfigureAwait(false)).Id, options, cancellationToken)
            .ConfigureAwait(false);
}
