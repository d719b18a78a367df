using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Apps;

/// <summary>Publishes, lists, waits for and stops the apps of a project.</summary>
public sealed class ProjectAppsClient
{
    private const string ListRoute = "GET /v4/modelProducts";
    private const string GetRoute = "GET /v4/modelProducts/{appId}";
    private const string CreateRoute = "POST /v4/modelProducts";
    private const string StartRoute = "POST /v4/modelProducts/{appId}/start";
    private const string StopRoute = "POST /v4/modelProducts/{appId}/stop";
    private const string VersionsRoute = "GET /v4/modelProducts/{appId}/versions";
    private const string LogsRoute = "GET /v4/modelProducts/apps/versions/{versionId}/realTimeLogs";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectAppsClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>Lists the project's apps.</summary>
    /// <remarks>Sends <c>GET /v4/modelProducts</c>. The server does not page the list.</remarks>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<App> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var app in await _http
                .GetJsonAsync(ListRoute, [], [("projectId", id)], AppsJson.Default.ListApp, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return app;
        }
    }

    /// <summary>Gets an app by ID, or null if it does not exist. <c>GET /v4/modelProducts/{appId}</c>.</summary>
    /// <param name="appId">The app's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(GetRoute)]
    public async Task<App?> FindAsync(string appId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(appId);
        try
        {
            return await _http.GetJsonAsync(GetRoute, [appId], [], AppsJson.Default.App, cancellationToken).ConfigureAwait(false);
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Publishes an app: starts a version of it.</summary>
    /// <remarks>Sends <c>POST /v4/modelProducts/{appId}/start</c>. If the project has no app, an app is created first with
    /// <c>POST /v4/modelProducts</c>. A running app is stopped first, unless the request says otherwise.</remarks>
    /// <param name="request">The options. If null, the latest commit is published with the project's defaults.</param>
    /// <param name="cancellationToken">A token to cancel the call. The app may already be stopped, created or started.</param>
    /// <exception cref="ArgumentException">Both a commit and a branch are set. No request was sent.</exception>
    /// <exception cref="DominoNotFoundException">The hardware tier, environment or app was not found. Nothing was stopped or
    /// started.</exception>
    /// <exception cref="DominoApiException">404: the commit was not found. 403: the user does not have the required access.</exception>
    [Endpoint(StartRoute)]
    public async Task<PublishedApp> PublishAsync(PublishAppRequest? request = null, CancellationToken cancellationToken = default)
    {
        request ??= new PublishAppRequest();
        if (!string.IsNullOrEmpty(request.CommitId) && !string.IsNullOrEmpty(request.Branch))
        {
            throw new ArgumentException("Both CommitId and Branch are set. Set one of them.", nameof(request));
        }

        var tier = await _project.HardwareTiers.Names.GetIdOrNullAsync(request.HardwareTier, cancellationToken).ConfigureAwait(false);
        var environment = await _project.Environments.GetIdOrNullAsync(request.Environment, cancellationToken).ConfigureAwait(false);
        var app = await ResolveAsync(request.AppId, cancellationToken).ConfigureAwait(false);
        if (app is not null && request.UnpublishRunning && await UnpublishAsync(app, cancellationToken).ConfigureAwait(false))
        {
            await WaitAsync(app.Id, "stop", "Wait again.", static app => app.Status.IsFinal, new WaitOptions(), cancellationToken)
                .ConfigureAwait(false);
        }

        app ??= await CreateAsync(tier, environment, cancellationToken).ConfigureAwait(false);
        var reference = request switch
        {
            { CommitId: { Length: > 0 } commit } => GitReference.Commit(commit),
            { Branch: { Length: > 0 } branch } => GitReference.Branch(branch),
            _ => null,
        };
        var body = new StartAppBody(tier, environment, request.ExternalVolumeMounts, reference);
        return new PublishedApp(
            app.Id,
            await _http
                .SendJsonAsync(
                    StartRoute,
                    [app.Id],
                    body,
                    AppsJson.Default.StartAppBody,
                    AppsJson.Default.String,
                    RetryMode.Never,
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    /// <summary>Stops an app. <c>POST /v4/modelProducts/{appId}/stop</c>.</summary>
    /// <param name="appId">24 hexadecimal digits. If null, the project's first app is used.</param>
    /// <param name="cancellationToken">A token to cancel the request. The app may still stop.</param>
    /// <returns>true if an app was stopped; false if the project has no app or it is not running.</returns>
    [Endpoint(StopRoute)]
    public async Task<bool> UnpublishAsync(string? appId = null, CancellationToken cancellationToken = default) =>
        await ResolveAsync(appId, cancellationToken).ConfigureAwait(false) is { } app
        && await UnpublishAsync(app, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until an app is running. If it fails or is stopped, an exception is thrown.</summary>
    /// <param name="appId">The app's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The wait options. If null, the wait has no time limit.</param>
    /// <param name="cancellationToken">A token to cancel the wait. The app keeps starting.</param>
    /// <returns>The running app.</returns>
    /// <exception cref="AppFailedException">The app failed or was stopped. The exception has its status and the end of its log.</exception>
    /// <exception cref="WaitTimeoutException">The time limit passed. The app keeps starting.</exception>
    /// <exception cref="DominoNotFoundException">The app was not found.</exception>
    public async Task<App> WaitForRunningAsync(string appId, WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = WaitOptions.Check(options);
        var started = _http.Time.GetTimestamp();
        var app = await WaitAsync(
                appId,
                "start",
                "The app is still starting. Wait again, or read its log.",
                static app => app.Status == AppStatus.Running || app.Status.IsFinal,
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (app.Status == AppStatus.Running)
        {
            return app;
        }

        var lines = app.LatestAppInstanceId is { Length: > 0 } version
            ? await FailureLog
                .ReadAsync(
                    _http,
                    $"the log of app '{app.Name}'",
                    (query, token) => GetLogPageAsync(version, query, token),
                    options,
                    started,
                    cancellationToken
                )
                .ConfigureAwait(false)
            : [];
        throw new AppFailedException(app, lines);
    }

    /// <summary>Creates an HTTP client that calls a running app with this client's credential.</summary>
    /// <remarks>The base address is the app's, so use relative addresses without a leading slash. The credential is sent only to the
    /// deployment, never to another host. Redirects are not followed.</remarks>
    /// <param name="app">The running app, from <see cref="WaitForRunningAsync"/> or <see cref="FindAsync"/>.</param>
    /// <param name="innerHandler">The handler that sends the requests; it is disposed with the client. If null, a handler with this
    /// client's certificate settings is created, see <see cref="DominoClient.CreateHandler"/>.</param>
    /// <exception cref="InvalidOperationException">The app has no address, because it is not running.</exception>
    public HttpClient CreateHttpClient(App app, HttpMessageHandler? innerHandler = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var path = app.RunningAppUrl ?? app.OpenUrl;
        return string.IsNullOrEmpty(path)
            ? throw new InvalidOperationException(
                $"App '{app.Name}' has no address: its status is {app.Status}. Publish it and wait with {nameof(WaitForRunningAsync)}."
            )
            : _http.CreateClient(path.EndsWith('/') ? path : path + "/", innerHandler);
    }

    /// <summary>Lists the versions of an app, the latest first. Each start is a version.</summary>
    /// <remarks>Sends <c>GET /v4/modelProducts/{appId}/versions</c>. The server does not page the list.</remarks>
    /// <param name="appId">The app's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(VersionsRoute)]
    public async IAsyncEnumerable<AppVersion> ListVersionsAsync(
        string appId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(appId);
        foreach (
            var version in await _http
                .GetJsonAsync(VersionsRoute, [appId], [], AppsJson.Default.ListAppVersion, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return version;
        }
    }

    /// <summary>Streams the log of a version, line by line as it is written.</summary>
    /// <remarks>Sends <c>GET /v4/modelProducts/apps/versions/{versionId}/realTimeLogs</c> for each page.</remarks>
    /// <param name="versionId">The version's ID: 24 hexadecimal digits.</param>
    /// <param name="options">The options. If null, all lines are read until the app has stopped.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration, which then throws an
    /// <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DominoNotFoundException">The version was not found.</exception>
    [Endpoint(LogsRoute)]
    public IAsyncEnumerable<LogLine> StreamLogsAsync(
        string versionId,
        LogOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(versionId);
        return LogStream.ReadAsync(
            _http,
            $"the log of app version {versionId}",
            (query, token) => GetLogPageAsync(versionId, query, token),
            LogOptions.Check(options),
            cancellationToken
        );
    }

    private async Task<bool> UnpublishAsync(App app, CancellationToken cancellationToken)
    {
        if (app.Status.IsFinal)
        {
            return false;
        }

        await _http
            .SendAndForgetAsync(new DominoRequest(StopRoute, [app.Id]) { RetryMode = RetryMode.Safe }, cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    private async Task<App?> ResolveAsync(string? appId, CancellationToken cancellationToken)
    {
        if (appId is not null)
        {
            return await GetAsync(appId, cancellationToken).ConfigureAwait(false);
        }

        await foreach (var first in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            return first;
        }

        return null;
    }

    private async Task<App> GetAsync(string appId, CancellationToken cancellationToken) =>
        await FindAsync(appId, cancellationToken).ConfigureAwait(false)
        ?? throw new DominoNotFoundException("app", appId, $"Check the app. It must be one of {_project}.")
        {
            MemberAdvice = "To list the apps, use Apps.ListAsync().",
        };

    private async Task<App> CreateAsync(string? hardwareTierId, string? environmentId, CancellationToken cancellationToken)
    {
        var now = _http.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var body = new CreateAppBody
        {
            ProjectId = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false),
            Created = now,
            LastUpdated = now,
            HardwareTierId = hardwareTierId,
            EnvironmentId = environmentId,
        };
        return await _http
            .SendJsonAsync(CreateRoute, [], body, AppsJson.Default.CreateAppBody, AppsJson.Default.App, RetryMode.Never, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<App> WaitAsync(
        string appId,
        string goal,
        string advice,
        Func<App, bool> isReached,
        WaitOptions options,
        CancellationToken cancellationToken
    ) =>
        Poller.WaitAsync(
            _http,
            new PollTarget<App>
            {
                Subject = $"App {appId}",
                Goal = goal,
                Advice = advice,
                GetAsync = token => GetAsync(appId, token),
                Status = static app => app.Status.Value,
                IsReached = isReached,
            },
            options,
            cancellationToken
        );

    private Task<LogSet> GetLogPageAsync(string versionId, IReadOnlyList<(string, string?)> query, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(LogsRoute, [versionId], query, AppsJson.Default.LogSet, cancellationToken);
}

internal sealed record StartAppBody(
    string? HardwareTierId,
    string? EnvironmentId,
    IReadOnlyList<string>? ExternalVolumeMountIds,
    GitReference? MainRepoGitRef
);

/// <summary>The whole app, which the server requires in the request. It fills in the empty values.</summary>
internal sealed record CreateAppBody
{
    public string Id { get; } = "000000000000000000000000";

    public string ModelProductType { get; } = "APP";

    public required string ProjectId { get; init; }

    public required string Created { get; init; }

    public required string LastUpdated { get; init; }

    public string? HardwareTierId { get; init; }

    public string? EnvironmentId { get; init; }

    public string Name { get; } = "";

    public string Owner { get; } = "";

    public string Status { get; } = "";

    public string OpenUrl { get; } = "";

    public IReadOnlyList<string> Media { get; } = [];

    public IReadOnlyList<string> Tags { get; } = [];

    public AppStats Stats { get; } = new(0);

    public AppExtension AppExtension { get; } = new("");

    public AppPermissions PermissionsData { get; } = new();
}

internal sealed record AppStats(int UsageCount);

internal sealed record AppExtension(string AppType);

internal sealed record AppPermissions
{
    public string Visibility { get; } = "GRANT_BASED";

    public Dictionary<string, string> AccessRequestStatuses { get; } = [];

    public IReadOnlyList<string> PendingInvitations { get; } = [];

    public bool Discoverable { get; } = true;

    public string AppAccessStatus { get; } = "ALLOWED";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(App))]
[JsonSerializable(typeof(List<App>))]
[JsonSerializable(typeof(List<AppVersion>))]
[JsonSerializable(typeof(CreateAppBody))]
[JsonSerializable(typeof(StartAppBody))]
[JsonSerializable(typeof(LogSet))]
[JsonSerializable(typeof(string))]
internal sealed partial class AppsJson : JsonSerializerContext;
