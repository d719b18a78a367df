using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Apps;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Jobs;
using DominoDataLab.LocalServer.Models;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Runs;
using DominoDataLab.LocalServer.Schedules;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace DominoDataLab.LocalServer;

/// <summary>A Domino on this machine: it speaks Domino's HTTP API, keeps everything in one folder and really runs jobs.</summary>
public sealed class LocalDomino : IAsyncDisposable
{
    private static readonly string[] DominoPaths = ["/v4", "/v1", "/api", "/dataset", "/projectTags", "/remotefs"];

    private readonly WebApplication _app;
    private readonly Scheduler _scheduler;
    private readonly JobEngine _engine;
    private readonly AppHost _apps;
    private readonly FunctionHost _functions;
    private readonly EnvironmentBuilder _builder;
    private readonly Database _database;
    private readonly FileStream _lock;
    private readonly UserStore _users;
    private readonly Faults? _faults;
    private readonly bool _ownsFolder;

    private LocalDomino(WebApplication app, Scheduler scheduler, JobEngine engine, AppHost apps, FunctionHost functions, EnvironmentBuilder builder, Database database, FileStream lockFile, ServerFolders folders, LocalDominoOptions options, UserStore users, Faults? faults)
    {
        (_app, _scheduler, _engine, _apps, _functions, _builder, _database, _lock, _users, _faults) = (app, scheduler, engine, apps, functions, builder, database, lockFile, users, faults);
        _ownsFolder = options.DataFolder is null;
        (ApiKey, KeyFile, UserName, DataFolder) = (users.KeyOf(options.UserName)!, folders.KeyFile, options.UserName, folders.Root);
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>The first user's key.</summary>
    public string ApiKey { get; }

    /// <summary>The file that holds the key, readable by its owner alone. It is there unless the key was given.</summary>
    public string KeyFile { get; }

    /// <summary>The first user, who is an administrator.</summary>
    public string UserName { get; }

    /// <summary>Where everything is kept.</summary>
    public string DataFolder { get; }

    /// <summary>Makes requests fail on purpose.</summary>
    /// <exception cref="InvalidOperationException">It was not switched on when the server was started.</exception>
    public Faults Faults => _faults ?? throw new InvalidOperationException("Faults are switched off; start the server with EnableFaults.");

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <param name="options">Null: a temporary folder, any free port.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running.</param>
    /// <exception cref="InvalidOperationException">The port is taken, or the folder is in use or can't be written.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server disposes what it is given; until there is one, Abandon does.")]
    public static async Task<LocalDomino> StartAsync(LocalDominoOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalDominoOptions();
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            throw new ArgumentException($"'{options.Address}' is no IP address to listen on; write 127.0.0.1 for this machine only.", nameof(options));
        }

        var folders = OpenFolders(options);
        var lockFile = TakeLock(folders);
        Database? database = null;
        JobEngine? engine = null;
        try
        {
            database = new Database(folders.DatabaseFile);
            var users = Register(options, database, folders);
            var files = new ProjectFiles(folders, options.TimeProvider);
            var projects = new ProjectStore(database, files, options.TimeProvider);
            var jobs = new JobStore(database, options.TimeProvider);
            var environments = new EnvironmentStore(database, options.TimeProvider);
            environments.Seed();
            var variables = new ExecutionVariables(users);
            var builder = new EnvironmentBuilder(environments, folders, options.TimeProvider);
            var usage = new UsageMeter(database, options);
            engine = new JobEngine(folders, jobs, projects, files, variables, environments, usage, options);
            foreach (var user in users.All())
            {
                if (projects.Find(user.Name, "quick-start") is null)
                {
                    projects.Create(user, "quick-start", "A project to begin with", "Public", id => files.Create(id, user.Name, StarterFiles.QuickStart));
                }
            }

            var apps = new AppStore(database, options.TimeProvider);
            var appHost = new AppHost(folders, apps, projects, files, variables, environments, options);
            appHost.Recover();
            var functions = new FunctionHost(folders, projects, files, variables, environments, options);
            var models = new ModelStore(database, options.TimeProvider);
            var modelEndpoints = new ModelEndpoints(models, functions, projects, files, environments);
            var apiEndpoints = new EndpointEndpoints(models, functions, projects, files, environments);
            var schedules = new ScheduleStore(database);
            var scheduler = new Scheduler(schedules, jobs, engine, projects, files, environments, users, options);
            var notes = new JobNotes(database, options.TimeProvider);
            var app = Build(options, address);
            var faults = options.EnableFaults ? new Faults() : null;
            var guard = new RequestGuard(users, IPAddress.IsLoopback(address));
            app.Use((context, next) => ServeAsync(context, next, guard, faults, options.TimeProvider));
            app.UseRouting();
            app.MapGet("/version", context => Reply.JsonAsync(context, new JsonObject { ["version"] = "6.2.0", ["buildId"] = "local", ["timestamp"] = "2026-01-01T00:00:00.000Z" }));
            new UserEndpoints(users).Map(app);
            new ProjectEndpoints(projects, files, users).Map(app);
            new EnvironmentEndpoints(environments, builder, projects).Map(app);
            new FileEndpoints(projects, files, folders, options.TimeProvider).Map(app);
            var jobEndpoints = new JobEndpoints(projects, files, jobs, engine, environments, notes, usage, options);
            jobEndpoints.Map(app);
            new JobNoteEndpoints(jobEndpoints, notes, projects).Map(app);
            new JobDetailEndpoints(jobEndpoints, jobs, usage).Map(app);
            new ScheduleEndpoints(schedules, scheduler, projects, environments, users, options).Map(app);
            new RunEndpoints(projects, files, jobs, engine, environments, options).Map(app);
            new AppEndpoints(apps, appHost, projects, files, environments, users, options).Map(app);
            new AppProxy(apps, appHost, projects, app.Services.GetRequiredService<IHttpForwarder>()).Map(app);
            modelEndpoints.Map(app);
            apiEndpoints.Map(app);
            app.MapFallback(NotServedAsync);
            await StartAsync(app, options, cancellationToken);
            var server = new LocalDomino(app, scheduler, engine, appHost, functions, builder, database, lockFile, folders, options, users, faults);
            variables.Address = server.Address;
            engine.Start();
            builder.Start();
            scheduler.Start();
            modelEndpoints.Recover();
            apiEndpoints.Recover();
            return server;
        }
        catch
        {
            database?.Dispose();
            await lockFile.DisposeAsync();
            throw;
        }
    }

    /// <summary>The key of one of the users.</summary>
    /// <param name="userName">The user's name.</param>
    /// <exception cref="ArgumentException">There is no such user, or one who was not named when this server was started.</exception>
    public string GetApiKey(string userName) =>
        _users.KeyOf(userName) ?? throw new ArgumentException($"'{userName}' is no user of this server; name it in LocalDominoOptions.Users.", nameof(userName));

    /// <summary>Waits until the process is told to end (Ctrl+C, SIGTERM) or the token says so.</summary>
    /// <param name="cancellationToken">Ends the wait, not the server.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = _app.Lifetime.ApplicationStopping.Register(() => ended.TrySetResult());
        await using var given = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    /// <summary>Stops running jobs, keeps their results, and ends the server. A temporary folder is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _scheduler.DisposeAsync();
        await _engine.DisposeAsync();
        await _apps.DisposeAsync();
        await _functions.DisposeAsync();
        await _builder.DisposeAsync();
        await _app.DisposeAsync();
        _database.Dispose();
        await _lock.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private static WebApplication Build(LocalDominoOptions options, IPAddress address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
            kestrel.Listen(address, options.Port);
        });
        return builder.Build();
    }

    private static async Task StartAsync(WebApplication app, LocalDominoOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            throw new InvalidOperationException($"Port {options.Port} of {options.Address} is taken by another program. Choose another port, or 0 for any free one.", e);
        }
    }

    private static ServerFolders OpenFolders(LocalDominoOptions options)
    {
        var root = options.DataFolder ?? Directory.CreateTempSubdirectory("domino-").FullName;
        try
        {
            return new ServerFolders(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The data folder '{root}' can't be written: {e.Message} Choose another folder, or change its permissions.", e);
        }
    }

    private static FileStream TakeLock(ServerFolders folders)
    {
        try
        {
            return new FileStream(folders.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"The data folder '{folders.Root}' can't be written: {e.Message} Choose another folder, or change its permissions.", e);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another server is using the data folder '{folders.Root}'. Stop it first (domino server stop), or choose another folder.", e);
        }
    }

    private static UserStore Register(LocalDominoOptions options, Database database, ServerFolders folders)
    {
        var users = new UserStore(database, folders);
        users.Register(options.UserName, options.ApiKey, folders.KeyFile, isAdministrator: true);
        foreach (var user in options.Users.Where(user => user.Name != options.UserName))
        {
            users.Register(user.Name, user.ApiKey, users.KeyFile(user.Name), user.IsAdministrator);
        }

        return users;
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next, RequestGuard guard, Faults? faults, TimeProvider time)
    {
        try
        {
            if (faults?.Take($"{context.Request.Method} {context.Request.Path}") is { } fault)
            {
                await Task.Delay(fault.Delay, time, context.RequestAborted);
                if (fault.CutConnection)
                {
                    context.Abort();
                    return;
                }

                if (fault.Status != 0)
                {
                    if (fault.RetryAfter is { } wait)
                    {
                        context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    }

                    await Reply.ErrorAsync(context, fault.Status, "This failure was asked for.");
                    return;
                }
            }

            if (guard.Refuse(context, out var status) is { } refusal)
            {
                await Reply.ErrorAsync(context, status, refusal);
                return;
            }

            await next(context);
        }
        catch (ApiException e) when (!context.Response.HasStarted)
        {
            await Reply.ErrorAsync(context, e.Status, e.Message);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Reply.ErrorAsync(context, e.StatusCode, e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the reply any more.
        }
    }

    private static Task NotServedAsync(HttpContext context)
    {
        var path = context.Request.Path;
        return Array.Exists(DominoPaths, known => path.StartsWithSegments(known, StringComparison.Ordinal))
            ? Reply.ErrorAsync(context, 501, $"This local server does not serve {context.Request.Method} {path} yet.")
            : Reply.ErrorAsync(context, 404, $"There is nothing at {context.Request.Method} {path}.");
    }
}
