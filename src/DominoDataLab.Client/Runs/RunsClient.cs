using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Runs;

/// <summary>Runs, the older form of jobs; a run's id is a job's id too.</summary>
public sealed class RunsClient
{
    private const string StartRoute = "POST /v1/projects/{owner}/{project}/runs";
    private const string ListRoute = "GET /v1/projects/{owner}/{project}/runs";
    private const string GetRoute = "GET /v1/projects/{owner}/{project}/runs/{runId}";
    private const string LogRoute = "GET /v1/projects/{owner}/{project}/run/{runId}/stdout";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;
    private readonly JobsClient _jobs;

    internal RunsClient(DominoHttp http, ProjectClient project, JobsClient jobs) => (_http, _project, _jobs) = (http, project, jobs);

    /// <summary>Starts a run. <c>POST /v1/projects/{owner}/{project}/runs</c>.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Ends the request; the run may have started nonetheless.</param>
    /// <returns>The run's id.</returns>
    [Endpoint(StartRoute)]
    public async Task<string> StartAsync(StartRunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Command.Count == 0 || string.IsNullOrWhiteSpace(request.Command[0]))
        {
            throw new ArgumentException("The command is empty; its first item is a file or a program.", nameof(request));
        }

        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return (await _http.SendJsonAsync(StartRoute, [owner, name], request, RunsJson.Default.StartRunRequest, RunsJson.Default.StartedRun, Repeat.Never, cancellationToken).ConfigureAwait(false)).RunId;
    }

    /// <summary>The project's runs. <c>GET /v1/projects/{owner}/{project}/runs</c>; the server does not page them.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    [Endpoint(ListRoute)]
    public async Task<IReadOnlyList<Run>> ListAsync(CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return (await _http.GetJsonAsync(ListRoute, [owner, name], [], RunsJson.Default.RunList, cancellationToken).ConfigureAwait(false)).Data;
    }

    /// <summary>A run. <c>GET /v1/projects/{owner}/{project}/runs/{runId}</c>.</summary>
    /// <param name="runId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Endpoint(GetRoute)]
    public async Task<Run> GetAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(GetRoute, [owner, name, runId], [], RunsJson.Default.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a run or job has written, in one request. <c>GET /v1/projects/{owner}/{project}/run/{runId}/stdout</c>.</summary>
    /// <param name="runId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Endpoint(LogRoute)]
    public async Task<RunLog> GetLogAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http.GetJsonAsync(LogRoute, [owner, name, runId], [], RunsJson.Default.RunLog, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a run. <c>POST /v4/jobs/stop</c>.</summary>
    /// <param name="runId">24 hexadecimal digits.</param>
    /// <param name="keepResults">Whether files it has changed become a commit.</param>
    /// <param name="cancellationToken">Ends the request; the run may stop nonetheless.</param>
    public Task<Job> StopAsync(string runId, bool keepResults = true, CancellationToken cancellationToken = default) =>
        _project.Jobs.StopAsync(runId, keepResults, cancellationToken);

    /// <summary>Starts a run and waits for its success.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="options">How to wait. Null: without end.</param>
    /// <param name="cancellationToken">Ends the wait; the run goes on.</param>
    /// <exception cref="JobFailedException">It ended otherwise.</exception>
    public async Task<Job> RunAsync(StartRunRequest request, WaitOptions? options = null, CancellationToken cancellationToken = default) =>
        await _jobs.WaitForSuccessAsync(await StartAsync(request, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);
}
