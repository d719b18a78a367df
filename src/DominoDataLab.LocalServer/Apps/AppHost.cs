using System.Collections.Concurrent;
using System.Globalization;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Runs apps, each on a port of its own, until it is stopped or ends by itself.</summary>
internal sealed partial class AppHost(
    ServerFolders folders,
    AppStore apps,
    ExecutionPreparation preparation,
    JobLogs logs,
    LocalDominoOptions options,
    ILogger<AppHost> logger
)
{
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>Ends what an earlier server left. Its apps are gone, and say so.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var instance in apps.Alive())
        {
            await preparation.EndLeftOverAsync(instance.Id, FolderOf(instance.Id), instance.TierId, cancellationToken);
            apps.Ended(instance.Id, "Stopped", "The server ended while the app was running. Start it again.");
        }

        foreach (var folder in Directory.EnumerateDirectories(folders.Apps))
        {
            FolderRemoval.TryRemove(folder);
        }
    }

    /// <summary>Starts an instance as soon as the app's earlier one has ended; that one is asked to.</summary>
    public void Start(AppRow app, AppInstanceRow instance)
    {
        lock (_starting)
        {
            var running = new Running(app, instance);
            var earlier = _running.GetValueOrDefault(app.Id);
            running.Ended = Task.Run(() => RunAsync(running, earlier));
            _running[app.Id] = running;
        }
    }

    public void Stop(string appId)
    {
        if (_running.TryGetValue(appId, out var running))
        {
            Stop(running);
        }
    }

    /// <summary>Gets the port of an app that runs; null for one that does not.</summary>
    public int? PortOf(string appId) => _running.TryGetValue(appId, out var running) ? running.Port : null;

    public LogIndex LogOf(string instanceId) => logs.Of(instanceId);

    /// <summary>Stops all apps and waits until they have ended.</summary>
    public async Task StopAsync()
    {
        foreach (var running in _running.Values)
        {
            Stop(running);
        }

        await Task.WhenAll(_running.Values.Select(running => running.Ended));
    }

    private string FolderOf(string instanceId) => Path.Combine(folders.Apps, instanceId);

    private void Stop(Running running)
    {
        apps.Move(running.Instance.Id, "Stopping");
        running.Stop.Request(keepResults: false);
    }

    private async Task RunAsync(Running running, Running? earlier)
    {
        if (earlier is not null)
        {
            Stop(earlier);
            await earlier.Ended;

            // Else every start would keep all before it in memory.
            earlier = null;
        }

        var instance = running.Instance;
        var folder = FolderOf(instance.Id);
        using var log = logs.Open(instance.Id);
        (string Status, string? Message) end;
        try
        {
            end = await ServeAsync(running, folder, log);
        }
        catch (PreparationException e)
        {
            end = ("Error", e.Message);
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one app must not take the server with it.
            var reference = Ids.New();
            Failed(logger, instance.Id, reference, e);
            end = ("Error", JobFailure.Message(e, reference));
        }

        running.Port = null;
        if (end.Message is not null)
        {
            log.Write(end.Message);
        }

        apps.Ended(instance.Id, end.Status, end.Message);
        preparation.CleanUp(instance.Id, folder);
    }

    private async Task<(string Status, string? Message)> ServeAsync(Running running, string folder, JobLog log)
    {
        var (app, instance) = (running.App, running.Instance);
        apps.Move(instance.Id, "Preparing");
        var request = new ExecutionRequest
        {
            Id = instance.Id,
            Number = instance.Number,
            ProjectId = app.ProjectId,
            CommitId = instance.CommitId,
            UserId = instance.StartedBy,
            EnvironmentRevisionId = instance.EnvironmentRevisionId,
            TierId = instance.TierId,
            Folder = folder,
        };
        var scope = preparation.Open(request, log, running.Stop);
        await preparation.PrepareAsync(request, scope, () => CheckEntryPoint(app, folder));
        var port = Listener.FreePort();
        scope.Variables["PORT"] = scope.Variables["DOMINO_APP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        scope.Variables["DOMINO_RUN_HOST_PATH"] = $"/apps/{app.Id}";
        log.Write(
            $"Starting {app.EntryPoint} on hardware tier {scope.Tier.Name}; it should listen on port {port} (variable PORT), or on "
                + $"{Listener.DominoPort}"
        );
        if (running.Stop.IsRequested)
        {
            return ("Stopped", null);
        }

        await using var execution = await StartAsync(app, instance, scope);
        apps.Started(instance.Id, execution.Handle);
        var (result, isLate) = await ListeningExecution.RunAsync(
            scope,
            execution,
            () => ListensOnAsync(instance.Id, port),
            found => Listens(running, log, found),
            options.AppStartTimeout,
            options.TimeProvider
        );
        await ExecutionPreparation.AfterRunAsync(scope);
        return isLate
                ? (
                    "Failed",
                    $"The app did not listen on port {port} (variable PORT) or {Listener.DominoPort} within "
                        + $"{options.AppStartTimeout.TotalSeconds:0} s."
                )
            : running.Stop.IsRequested ? ("Stopped", null)
            : ("Failed", JobEnd.ExplainService("The app", result, scope.Tier));
    }

    private static async Task<IExecution> StartAsync(AppRow app, AppInstanceRow instance, ExecutionScope scope)
    {
        try
        {
            var words = CommandLine.Split(app.EntryPoint);
            return await scope.StartAsync(Launch.Words(words, scope.Folder, instance.CommitId, scope.Variables.GetValueOrDefault("PATH")));
        }
        catch (Exception e) when (e is FormatException or ExecutionStartException)
        {
            throw new PreparationException("CouldNotStart", $"The app could not be started: {e.Message}");
        }
    }

    private static void CheckEntryPoint(AppRow app, string folder)
    {
        if (!File.Exists(Path.Combine(folder, app.EntryPoint.Split(' ')[0])))
        {
            throw new PreparationException(
                "CouldNotStart",
                $"The project has no '{app.EntryPoint}' at this commit; an app starts with that file. Upload it and start the app again."
            );
        }
    }

    private void Listens(Running running, JobLog log, int port)
    {
        running.Port = port;
        apps.Move(running.Instance.Id, "Running");
        log.Write($"The app listens on port {port}");
    }

    private static async Task<int?> ListensOnAsync(string instanceId, int port)
    {
        if (await Listener.AnswersAsync(port, CancellationToken.None))
        {
            return port;
        }

        // Another process may listen on the port that all apps share on Domino.
        return
            await Listener.AnswersAsync(Listener.DominoPort, CancellationToken.None)
            && Listener.IsHeldBy(Listener.DominoPort, "DOMINO_RUN_ID=" + instanceId)
            ? Listener.DominoPort
            : null;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "App instance {InstanceId} failed because of an error in the server (reference {Reference})"
    )]
    private static partial void Failed(ILogger logger, string instanceId, string reference, Exception reason);

    /// <summary>One start of an app.</summary>
    private sealed class Running(AppRow app, AppInstanceRow instance)
    {
        public AppRow App => app;

        public AppInstanceRow Instance => instance;

        public StopSignal Stop { get; } = new();

        /// <summary>The port on which the app listens, as long as it does.</summary>
        public int? Port { get; set; }

        public Task Ended { get; set; } = Task.CompletedTask;
    }
}
