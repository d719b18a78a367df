using System.Net;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Runs;

/// <summary>Starts, lists, follows and stops runs, the older form of jobs. The ID of a run is the ID of a job, too.</summary>
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

    /// <summary>Starts a run.</summary>
    /// <remarks>Sends <c>POST /v1/projects/{owner}/{project}/runs</c>. The settings are checked by the server only.</remarks>
    /// <param name="request">The command and its settings.</param>
    /// <param name="cancellationToken">A token to cancel the request. The run may already have started.</param>
    /// <returns>The ID of the run. It is the ID of the job, too.</returns>
    /// <exception cref="ArgumentException">The command is empty. No run was started.</exception>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    /// <exception cref="ReloginRequiredException">Domino requires the user to log in again.</exception>
    /// <exception cref="DominoApiException">The server refused the request and says why.</exception>
    [Endpoint(StartRoute)]
    public async Task<string> StartAsync(StartRunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Command.Count == 0 || string.IsNullOrWhiteSpace(request.Command[0]))
        {
            throw new ArgumentException("The command is empty. Start it with a file of the project or a program.", nameof(request));
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

    /// <summary>Lists the project's runs.</summary>
    /// <remarks>Sends <c>GET /v1/projects/{owner}/{project}/runs</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
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

    /// <summary>Gets a run.</summary>
    /// <remarks>Sends <c>GET /v1/projects/{owner}/{project}/runs/{runId}</c>.</remarks>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project or the run was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<Run> GetAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(GetRoute, [owner, name, runId], [], RunsJson.Default.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a run, or returns null if the project does not have a run with that ID.</summary>
    /// <remarks>Sends <c>GET /v1/projects/{owner}/{project}/runs/{runId}</c>.</remarks>
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

    /// <summary>Gets the output of a run or job in one request.</summary>
    /// <remarks>Sends <c>GET /v1/projects/{owner}/{project}/run/{runId}/stdout</c>.</remarks>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project or the run was not found.</exception>
    [Endpoint(LogRoute)]
    public async Task<RunLog> GetLogAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .GetJsonAsync(LogRoute, [owner, name, runId], [], RunsJson.Default.RunLog, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Stops a run. Sends <c>POST /v4/jobs/stop</c>.</summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="keepResults">true to commit the files that the run has changed; false to discard them.</param>
    /// <param name="cancellationToken">A token to cancel the request. The run may still stop.</param>
    /// <exception cref="DominoNotFoundException">The run was not found.</exception>
    public Task<Job> StopAsync(string runId, bool keepResults = true, CancellationToken cancellationToken = default) =>
        _project.Jobs.StopAsync(runId, keepResults, cancellationToken);

    /// <summary>Waits until a run has ended, successfully or not, and returns it as a job.</summary>
    /// <param name="runId">The run's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The run keeps running.</param>
    /// <exception cref="WaitTimeoutException">The time limit passed. The run keeps running.</exception>
    /// <exception cref="DominoNotFoundException">The run was not found.</exception>
    public Task<Job> WaitForCompletionAsync(string runId, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        _jobs.WaitForCompletionAsync(runId, options, cancellationToken);

    /// <summary>Starts a run and waits until it has succeeded. Python: <c>runs_start_blocking</c>.</summary>
    /// <remarks>The run is polled by its ID. The wait ends at every final status, even if the run made no output commit.</remarks>
    /// <param name="request">The command and its settings.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The run keeps running.</param>
    /// <returns>The run as it ended, as a job.</returns>
    /// <exception cref="JobFailedException">The run did not succeed. The exception has its status, the reason and the end of its
    /// log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The run keeps running.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled. The message and <c>Data["JobId"]</c> have the run's
    /// ID.</exception>
    public async Task<Job> RunAsync(StartRunRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = WaitOptions.Check(options);
        var runId = await StartAsync(request, cancellationToken).ConfigureAwait(false);
        return await _jobs.WaitForStartedAsync(runId, options, cancellationToken).ConfigureAwait(false);
    }
}
