using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.LocalServer;

/// <summary>A Domino on this machine: it speaks Domino's HTTP API, keeps everything in one folder and really runs jobs.</summary>
public sealed partial class LocalDomino : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerParts _parts;
    private readonly FileStream _lock;
    private readonly Faults? _faults;
    private readonly bool _ownsFolder;

    private LocalDomino(
        WebApplication app,
        ServerParts parts,
        FileStream lockFile,
        ServerFolders folders,
        LocalDominoOptions options,
        Faults? faults
    )
    {
        (_app, _parts, _lock, _faults) = (app, parts, lockFile, faults);
        _ownsFolder = options.DataFolder is null;
        (ApiKey, KeyFile, UserName, DataFolder) = (parts.Users.KeyOf(options.UserName)!, folders.KeyFile, options.UserName, folders.Root);
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
            throw new ArgumentException(
                $"'{options.Address}' is no IP address to listen on; write 127.0.0.1 for this machine only.",
                nameof(options)
            );
        }

        var folders = OpenFolders(options);
        var lockFile = TakeLock(folders);
        ServerParts? parts = null;
        try
        {
            parts = new ServerParts(options, folders);
            var app = Build(options, address);
            var faults = options.EnableFaults ? new Faults() : null;
            var guard = new RequestGuard(parts.Users, IPAddress.IsLoopback(address));
            var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("DominoDataLab.LocalServer.Requests");
            app.Use((context, next) => ServeAsync(context, next, guard, faults, options.TimeProvider, logger));
            app.UseRouting();
            app.MapGet(
                "/version",
                context =>
                    Reply.JsonAsync(
                        context,
                        new JsonObject
                        {
                            ["version"] = "6.2.0",
                            ["buildId"] = "local",
                            ["timestamp"] = "2026-01-01T00:00:00.000Z",
                        }
                    )
            );
            parts.Map(app);
            faults?.Map(app);
            app.MapFallback("{**path}", NotServedAsync);
            await StartAsync(app, options, cancellationToken);
            var server = new LocalDomino(app, parts, lockFile, folders, options, faults);
            parts.Start(server.Address);
            return server;
        }
        catch
        {
            if (parts is not null)
            {
                await parts.DisposeAsync();
            }

            await lockFile.DisposeAsync();
            if (options.DataFolder is null)
            {
                DatasetFolders.Remove(folders.Root);
            }

            throw;
        }
    }

    /// <summary>The key of one of the users.</summary>
    /// <param name="userName">The user's name.</param>
    /// <exception cref="ArgumentException">There is no such user, or one who was not named when this server was started.</exception>
    public string GetApiKey(string userName) =>
        _parts.Users.KeyOf(userName)
        ?? throw new ArgumentException($"'{userName}' is no user of this server; name it in LocalDominoOptions.Users.", nameof(userName));

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
        await _parts.DisposeAsync();
        await _app.DisposeAsync();
        await _lock.DisposeAsync();
        if (_ownsFolder)
        {
            DatasetFolders.Remove(DataFolder);
        }
    }

    private static WebApplication Build(LocalDominoOptions options, IPAddress address)
    {
        // Empty: neither a configuration file that lies in the working folder nor a variable decides where this listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.Services.AddRoutingCore().AddHttpForwarder();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
                kestrel.Listen(address, options.Port);
            });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
        if (options.RecordExchangesTo is not { } recordings)
        {
            return builder.Build();
        }

        builder.Services.AddSingleton(_ => new ExchangeRecorder(recordings));
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<ExchangeRecorder>().RecordAsync);
        return app;
    }

    private static async Task StartAsync(WebApplication app, LocalDominoOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            throw new InvalidOperationException(
                $"Port {options.Port} of {options.Address} is taken by another program. Choose another port, or 0 for any free one.",
                e
            );
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
            throw new InvalidOperationException(
                $"The data folder '{root}' can't be written: {e.Message} Choose another folder, or change its permissions.",
                e
            );
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
            throw new InvalidOperationException(
                $"The data folder '{folders.Root}' can't be written: {e.Message} Choose another folder, or change its permissions.",
                e
            );
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"Another server is using the data folder '{folders.Root}'. Stop it first (domino server stop), or choose another folder.",
                e
            );
        }
    }

    private static async Task ServeAsync(
        HttpContext context,
        RequestDelegate next,
        RequestGuard guard,
        Faults? faults,
        TimeProvider time,
        ILogger logger
    )
    {
        try
        {
            if (
                faults?.Take($"{context.Request.Method} {context.Request.Path}") is { } fault
                && !await fault.LetThroughAsync(context, time)
            )
            {
                return;
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
        catch (Exception e) when (DiskFull.Caused(e) && !context.Response.HasStarted)
        {
            await Reply.ErrorAsync(
                context,
                507,
                $"The disk that holds the server's data is full; nothing of this request is kept. Free some space and send it again. ({e.Message})"
            );
        }
        catch (Exception e)
            when (e is ConnectionResetException
                || (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
            )
        {
            // Nobody waits for the reply any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // Whatever else goes wrong is an error of this server: its sender learns where to find more, the log learns all.
            Failed(logger, context.Request.Method, context.Request.Path, context.TraceIdentifier, e);
            await Reply.ErrorAsync(context, 500, $"The server failed at this request, which it logged as {context.TraceIdentifier}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (request {RequestId})")]
    private static partial void Failed(ILogger logger, string method, string path, string requestId, Exception reason);

    private static Task NotServedAsync(HttpContext context)
    {
        var path = context.Request.Path;
        return DominoRoutes.Has(context.Request.Method, path)
            ? Reply.ErrorAsync(context, 501, $"This local server does not serve {context.Request.Method} {path} yet.")
            : Reply.ErrorAsync(context, 404, $"There is nothing at {context.Request.Method} {path}.");
    }
}
