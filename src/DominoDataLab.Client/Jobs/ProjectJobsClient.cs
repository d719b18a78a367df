using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Jobs;

/// <summary>Starting, stopping and listing a project's jobs.</summary>
public sealed class ProjectJobsClient
{
    private const string StartRoute = "POST /v4/jobs/start";
    private const string StopRoute = "POST /v4/jobs/stop";
    private const string ListRoute = "GET /v4/jobs";

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;
    private readonly ProjectClient _project;
    private readonly JobsClient _jobs;

    internal ProjectJobsClient(DominoHttp http, VersionGate versions, ProjectClient project, JobsClient jobs) =>
        (_http, _versions, _project, _jobs) = (http, versions, project, jobs);

    /// <summary>Starts a job. <c>POST /v4/jobs/start</c>.</summary>
    /// <remarks>Commit, hardware tier, environment and cluster are looked up first, so that a wrong one is named.</remarks>
    /// <param name="request">What to run, and on what.</param>
    /// <param name="cancellationToken">Ends the request; the job may have started nonetheless.</param>
    /// <exception cref="ArgumentException">The command is empty, or settings contradict each other; nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The project, commit, tier or environment does not exist; no job was started.</exception>
    /// <exception cref="DominoVersionException">The deployment is too old for what was asked; no job was started.</exception>
    /// <exception cref="ReloginRequiredException">Domino wants the user to log in again.</exception>
    [Endpoint(StartRoute)]
    public async Task<Job> StartAsync(StartJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Command))
        {
            throw new ArgumentException("The command is empty; write a file of the project and its arguments, such as 'main.py 10'.", nameof(request));
        }

        if (request.CommitId is { Length: > 0 } && request.MainRepositoryReference is { Type: "branches" })
        {
            throw new ArgumentException("A commit of the project's files and a branch contradict each other; give one of them.", nameof(request));
        }

        ClusterRules.Check(request.Cluster);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        if (request.CommitId is { } commit && !(await _project.Files.ListCommitsAsync(cancellationToken).ConfigureAwait(false)).Contains(commit))
        {
            throw new DominoNotFoundException("commit", commit, $"Files.ListCommitsAsync() lists those of {_project}.");
        }

        var tierId = await TierIdAsync(request.HardwareTier, cancellationToken).ConfigureAwait(false);
        var cluster = request.Cluster is not { } wanted ? null : wanted with
        {
            MasterHardwareTierId = await TierIdAsync(wanted.MasterHardwareTierId, cancellationToken).ConfigureAwait(false),
            WorkerHardwareTierId = await TierIdAsync(wanted.WorkerHardwareTierId, cancellationToken).ConfigureAwait(false) ?? wanted.WorkerHardwareTierId,
        };
        var environmentId = string.IsNullOrEmpty(request.Environment) ? null : await _project.Environments.GetIdAsync(request.Environment, cancellationToken).ConfigureAwait(false);
        if (request.ExternalVolumeMounts is not null)
        {
            await _versions.RequireAsync("Mounting external volumes", "4.3.3", cancellationToken).ConfigureAwait(false);
        }

        if (request.Cluster is not null)
        {
            await ClusterRules.CheckVersionAsync(request.Cluster, _versions, cancellationToken).ConfigureAwait(false);
        }

        var body = new StartJobBody(projectId, request.Command, request.CommitId, request.MainRepositoryReference, tierId, ClusterRules.ToBody(cluster), environmentId, request.ExternalVolumeMounts, request.Title);
        return await _http.SendJsonAsync(StartRoute, [], body, JobsJson.Default.StartJobBody, JobsJson.Default.Job, Repeat.Never, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a job with all its processes. <c>POST /v4/jobs/stop</c>.</summary>
    /// <param name="jobId">24 hexadecimal digits.</param>
    /// <param name="keepResults">Whether files it has changed become a commit.</param>
    /// <param name="cancellationToken">Ends the request; the job may stop nonetheless.</param>
    /// <returns>The job as it was when the request was taken; it may still be stopping.</returns>
    [Endpoint(StopRoute)]
    public async Task<Job> StopAsync(string jobId, bool keepResults = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return await _http.SendJsonAsync(StopRoute, [], new StopJobBody(projectId, jobId, keepResults), JobsJson.Default.StopJobBody, JobsJson.Default.Job, Repeat.Safe, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The project's jobs, page by page as they are read. <c>GET /v4/jobs</c>.</summary>
    /// <param name="query">Which ones. Null: all, the newest first.</param>
    /// <param name="cancellationToken">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Job> ListAsync(JobQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in ListPagesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in page.Jobs)
            {
                yield return job;
            }
        }
    }

    /// <summary>The project's jobs as pages. <c>GET /v4/jobs</c>.</summary>
    /// <param name="query">Which ones. Null: all, the newest first.</param>
    /// <param name="cancellationToken">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobPage> ListPagesAsync(JobQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new JobQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, 1000);
        var projectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var seen = 0;
        for (var number = 1; ; number++)
        {
            var page = await _http.GetJsonAsync(
                ListRoute,
                [],
                [
                    ("projectId", projectId),
                    ("order_by", query.OrderBy),
                    ("dominoStatsSortFieldName", string.IsNullOrEmpty(query.StatisticName) ? null : query.StatisticName),
                    ("sort_by", query.Ascending ? "asc" : "desc"),
                    ("page_size", query.PageSize.ToString(CultureInfo.InvariantCulture)),
                    ("page_no", number.ToString(CultureInfo.InvariantCulture)),
                    ("show_archived", query.IncludeArchived ? "true" : "false"),
                    ("status", query.Status),
                    ("tag", string.IsNullOrEmpty(query.Tag) ? null : query.Tag),
                ],
                JobsJson.Default.JobPage,
                cancellationToken).ConfigureAwait(false);
            yield return page;
            seen += page.Jobs.Count;
            if (page.Jobs.Count == 0 || seen >= page.TotalCount)
            {
                yield break;
            }
        }
    }

    /// <summary>Starts a job and waits for its success.</summary>
    /// <param name="request">What to run, and on what.</param>
    /// <param name="options">How to wait. Null: without end.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <exception cref="JobFailedException">It ended otherwise.</exception>
    public async Task<Job> RunAsync(StartJobRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        await _jobs.WaitForSuccessAsync((await StartAsync(request, cancellationToken).ConfigureAwait(false)).Id, options, cancellationToken).ConfigureAwait(false);

    private async Task<string?> TierIdAsync(string? idOrName, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(idOrName) ? null : await _project.HardwareTiers.Names.GetIdAsync(idOrName, cancellationToken).ConfigureAwait(false);
}
