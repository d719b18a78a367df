using System.Net;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Runs;

/// <summary>Runs, the older form of jobs; a run's id is a job's id too.</summary>
public sealed class ProjectRunsClient
{
    private const string StartRoute = "POST /v1/projects/{owner}/{project}/runs";
    private const string ListRoute = "GET /v1/projects/{owner}/{project}/runs";
    private const string GetRoute = "GET /v1/projects/{owner}/{project}/runs/{runId}";
    private const string LogRoute = "GET /v1/projects/{owner}/{project}/run/{runId}/stdout";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;
    private readonly JobsClient _jobs;

    internal ProjectRunsClient(DominoHttp http, ProjectClient project, JobsClient jobs) => (_http, _project, _jobs) = (http, project, jobs);

    /// <summary>Starts a run. <c>POST /v1/projects/{owner}/{project}/runs</c>.</summary>
    /// <param name="request">The command and its settings. They are not checked before the request is sent; the server refuses what it does
    /// not know.</param>
    /// <param name="cancellationToken">A token to cancel the request. The run may already have started.</param>
    /// <returns>The run's id, which is a job's too.</returns>
    /// <exception cref="ArgumentException">The command is empty; nothing was sent.</exception>
    /// <exception cref="ReloginRequiredException">Domino wants the user to log in again.</exception>
    /// <exception cref="DominoApiException">The server refused the request; the message is its own.</exception>
    [Endpoint(StartRoute)]
    public async Task<string> StartAsync(StartRunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Command.Count == 0 || string.IsNullOrWhiteSpace(request.Command[0]))
        {
            throw new ArgumentException("The command is empty; its first item is a file or a program.", nameof(request));
        }

        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return (
            await _http
                .SendJsonAsync(
                    StartRoute,
                    [owner, name],
                    request,
                    RunsJson.Default.StartRunRequest,
                    RunsJson.Default.StartedRun,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).RunId;
    }

    /// <summary>The project's runs. <c>GET /v1/projects/{owner}/{project}/runs</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<Run> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var run in (
                await _http.GetJsonAsync(ListRoute, [owner, name], [], RunsJson.Default.RunList, cancellationToken).ConfigureAwait(false)
            ).Data
        )
        {
            yield return run;
        }
    }

    /// <summary>A run. <c>GET /v1/projects/{owner}/{project}/runs/{runId}</c>.</summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the run was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<Run> GetAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(GetRoute, [owner, name, runId], [], RunsJson.Default.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Gets a run, or null if the project does not have a run with that ID. <c>GET /v1/projects/{owner}/{project}/runs/{runId}</c>.
    /// </summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<Run?> FindAsync(string runId, CancellationToken cancellationToken = default)
    {
        // A missing project must not look like a missing run.
        await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await GetAsync(runId, cancellationToken).ConfigureAwait(false);
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Gets the output of a run or job in one request. <c>GET /v1/projects/{owner}/{project}/run/{runId}/stdout</c>.</summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the run was not found.</exception>
    [Endpoint(LogRoute)]
    public async Task<RunLog> GetLogAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(LogRoute, [owner, name, runId], [], RunsJson.Default.RunLog, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Stops a run. <c>POST /v4/jobs/stop</c>.</summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="keepResults">true to commit the files that the job has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The run may still stop.</param>
    public Task<Job> StopAsync(string runId, bool keepResults = true, CancellationToken cancellationToken = default) =>
        _project.Jobs.StopAsync(runId, keepResults, cancellationToken);

    /// <summary>Starts a run and waits for its success: looks at that run by its id, and ends at every final status, with an output
    /// commit or without. Python: <c>runs_start_blocking</c>.</summary>
    /// <param name="request">The command and its settings.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The run keeps running.</param>
    /// <returns>The run as it ended, in its newer form.</returns>
    /// <exception cref="JobFailedException">The job did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="DominoTimeoutException">The time limit passed. The run keeps running.</exception>
    public async Task<Job> RunAsync(StartRunRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        await _jobs
            .WaitForSuccessAsync(await StartAsync(request, cancellationToken).ConfigureAwait(false), options, cancellationToken)
            .ConfigureAwait(false);
}
