using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Jobs;

/// <summary>Starts, lists, follows and stops the jobs of a project.</summary>
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

    /// <summary>Starts a job with the project's default settings.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/start</c>.</remarks>
    /// <param name="command">The command line: a file of the project and its arguments, such as <c>train.py 10</c>, or a program.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have started.</param>
    /// <exception cref="ArgumentException">The command is empty. No job was started.</exception>
    /// <exception cref="DominoNotFoundException">The project was not found. No job was started.</exception>
    /// <exception cref="ReloginRequiredException">Domino requires the user to log in again.</exception>
    [Endpoint(StartRoute)]
    public Task<Job> StartAsync(string command, CancellationToken cancellationToken = default) =>
        StartAsync(new StartJobRequest { Command = command }, cancellationToken);

    /// <summary>Starts a job.</summary>
    /// <remarks>
    /// <para>Sends <c>POST /v4/jobs/start</c>. The request is checked first. Then the names in it are looked up, each list at most once, so
    /// that an error names the wrong name or ID: the project, its main repository (if a version of it is requested), the commit, the
    /// hardware tier, the environment, the deployment's version, and the cluster's tiers and environment. No job is started if a check
    /// fails.</para>
    /// <para>Python's exceptions: <c>MissingRequiredFieldException</c>, <c>MalformedInputException</c> and <c>ValueError</c> are
    /// <see cref="ArgumentException"/>. <c>CommitNotFoundException</c>, <c>HardwareTierNotFoundException</c>,
    /// <c>EnvironmentNotFoundException</c> and <c>ProjectNotFoundException</c> are <see cref="DominoNotFoundException"/>, whose
    /// <c>Kind</c> names the kind of object. <c>UnsupportedFieldException</c>, <c>OnDemandSparkClusterNotSupportedException</c> and
    /// <c>ExternalVolumeMountsNotSupportedException</c> are <see cref="DominoVersionException"/>.</para>
    /// </remarks>
    /// <param name="request">The command and its settings.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may already have started.</param>
    /// <exception cref="ArgumentException">A value is missing or invalid, or two values contradict each other. No job was
    /// started.</exception>
    /// <exception cref="DominoNotFoundException">The project, commit, tier or environment was not found. No job was started.</exception>
    /// <exception cref="DominoVersionException">The deployment is too old for the request. No job was started.</exception>
    /// <exception cref="ReloginRequiredException">Domino requires the user to log in again.</exception>
    [Endpoint(StartRoute)]
    [OverloadResolutionPriority(1)] // new() { Command = ... } would also fit a string.
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

    /// <summary>Starts a job with the project's default settings and waits until it has succeeded.</summary>
    /// <param name="command">The command line: a file of the project and its arguments, such as <c>train.py 10</c>, or a program.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <returns>The job as it ended.</returns>
    /// <exception cref="ArgumentException">The command is empty, or an option is out of range. No job was started.</exception>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled. The message and <c>Data["JobId"]</c> have the job's
    /// ID.</exception>
    public Task<Job> RunAsync(string command, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new StartJobRequest { Command = command }, options, cancellationToken);

    /// <summary>Starts a job and waits until it has succeeded. Python: <c>job_start_blocking</c>.</summary>
    /// <param name="request">The command and its settings.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <returns>The job as it ended.</returns>
    /// <exception cref="ArgumentException">A value is missing or invalid, or an option is out of range. No job was started.</exception>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled. The message and <c>Data["JobId"]</c> have the job's
    /// ID.</exception>
    [OverloadResolutionPriority(1)] // new() { Command = ... } would also fit a string.
    public async Task<Job> RunAsync(StartJobRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = WaitOptions.Check(options);
        var job = await StartAsync(request, cancellationToken).ConfigureAwait(false);
        return await _jobs.WaitForStartedAsync(job, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a job has ended, successfully or not, and returns it.</summary>
    /// <param name="job">The job or its ID.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    public Task<Job> WaitForCompletionAsync(JobId job, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        _jobs.WaitForCompletionAsync(job, options, cancellationToken);

    /// <summary>Waits until a job has succeeded. If the job ends in any other way, an exception is thrown.</summary>
    /// <param name="job">The job or its ID.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The job keeps running.</param>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The job keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    public Task<Job> WaitForSuccessAsync(JobId job, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        _jobs.WaitForSuccessAsync(job, options, cancellationToken);

    /// <summary>Streams the log of a job, line by line as it is written. See <see cref="JobsClient.StreamLogsAsync"/>.</summary>
    /// <param name="job">The job or its ID.</param>
    /// <param name="options">The options. If null, all lines are read until the log is complete.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    public IAsyncEnumerable<LogLine> StreamLogsAsync(
        JobId job,
        LogOptions? options = null,
        CancellationToken cancellationToken = default
    ) => _jobs.StreamLogsAsync(job, options, cancellationToken);

    /// <summary>Stops a job with all its processes.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/stop</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="keepResults">true to commit the files that the job has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The job may still stop.</param>
    /// <returns>The job as it was when the server accepted the request. It may still be stopping.</returns>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to stop it.</exception>
    [Endpoint(JobsClient.StopRoute)]
    public async Task<Job> StopAsync(JobId job, bool keepResults = true, CancellationToken cancellationToken = default)
    {
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _jobs.StopAsync(projectId, job, keepResults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the project's jobs. Pages are requested as the list is read.</summary>
    /// <remarks>Sends <c>GET /v4/jobs</c> for each page. Each job is returned once, even if other jobs are started while the list is read.
    /// If a job leaves the list meanwhile, the next job may be skipped.</remarks>
    /// <param name="query">The filter. If null, all jobs are listed, the latest first.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Job> ListAsync(
        JobQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        // New jobs push older ones from one page to the next.
        var returned = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in ListPagesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in page.Jobs.Where(job => returned.Add(job.Id)))
            {
                yield return job;
            }
        }
    }

    /// <summary>Lists the project's jobs in pages.</summary>
    /// <remarks>Sends <c>GET /v4/jobs</c> for each page. The list ends with the first page that has no new job.</remarks>
    /// <param name="query">The filter. If null, all jobs are listed, the latest first.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobPage> ListPagesAsync(
        JobQuery? query = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        query ??= new JobQuery();
        ArgumentException.ThrowIfNullOrWhiteSpace(query.Status.Value, nameof(query.Status));
        ArgumentException.ThrowIfNullOrWhiteSpace(query.OrderBy.Value, nameof(query.OrderBy));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1, nameof(query.PageSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, 1000, nameof(query.PageSize));
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var known = new HashSet<string>(StringComparer.Ordinal);
        long seen = 0;
        for (var number = 1; ; number++)
        {
            var page = await GetPageAsync(projectId, query, number, cancellationToken).ConfigureAwait(false);

            // Without this check, the list would not end if a server repeats a page or reports a wrong total.
            var before = known.Count;
            known.UnionWith(page.Jobs.Select(job => job.Id));
            var hasNew = known.Count > before;
            if (hasNew || number == 1)
            {
                yield return page;
            }

            seen += page.Jobs.Count;
            if (!hasNew || seen >= page.TotalCount)
            {
                yield break;
            }
        }
    }

    private Task<JobPage> GetPageAsync(string projectId, JobQuery query, int number, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(
            ListRoute,
            [],
            [
                ("projectId", projectId),
                ("order_by", query.OrderBy.Value),
                ("sort_by", query.Ascending ? "asc" : "desc"),
                ("page_size", query.PageSize.ToString(CultureInfo.InvariantCulture)),
                ("page_no", number.ToString(CultureInfo.InvariantCulture)),
                ("show_archived", query.IncludeArchived ? "true" : "false"),
#pragma warning disable CA1308 // The server's words are lowercase.
                ("status", query.Status.Value.ToLowerInvariant()),
#pragma warning restore CA1308
                ("tag", string.IsNullOrEmpty(query.Tag) ? null : query.Tag),
                ("dominoStatsSortFieldName", string.IsNullOrEmpty(query.OrderByStatistic) ? null : query.OrderByStatistic),
            ],
            JobsJson.Default.JobPage,
            cancellationToken
        );
}
