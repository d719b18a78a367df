using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>Runs apps: each in a process group of its own, on a port of its own, until it is stopped or ends by itself.</summary>
internal sealed class AppHost(
    ServerFolders folders,
    AppStore apps,
    ProjectStore projects,
    ProjectFiles files,
    ExecutionVariables variables,
    EnvironmentStore environments,
    JobLogs logs,
    LocalDominoOptions options
) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>Ends what a dead server left: its apps are gone, and say so.</summary>
    public void Recover()
    {
        foreach (var instance in apps.Alive())
        {
            ProcessGroup.KillLeftOver(null, instance.Id, Path.Combine(folders.Apps, instance.Id));
            apps.Ended(instance.Id, "Stopped", "The server ended while the app was running. Start it again.");
        }

        foreach (var folder in Directory.EnumerateDirectories(folders.Apps))
        {
            WorkFolders.Delete(folder);
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

    /// <summary>The port of an app that is running; null for one that is not.</summary>
    public int? PortOf(string appId) => _running.TryGetValue(appId, out var running) ? running.Port : null;

    public LogIndex LogOf(string instanceId) => logs.Of(instanceId);

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running.Values)
        {
            Stop(running);
        }

        await Task.WhenAll(_running.Values.Select(running => running.Ended));
    }

    private void Stop(Running running)
    {
        apps.Move(running.Instance.Id, "Stopping");
        running.Stop.RequestStop(keepResults: false);
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
        using var log = logs.Open(instance.Id);
        var folder = Path.Combine(folders.Apps, instance.Id);
        (string Status, string? Message) end;
        try
        {
            end = await ServeAsync(running, folder, log);
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one app must not take the server with it.
            end = ("Error", e.Message);
        }

        running.Port = null;
        if (end.Message is not null)
        {
            log.Write(end.Message);
        }

        apps.Ended(instance.Id, end.Status, end.Message);
        WorkFolders.Delete(folder);
        WorkFolders.Delete(Requirements.Folder(folders, instance.Id));
    }

    private async Task<(string Status, string? Message)> ServeAsync(Running running, string folder, JobLog log)
    {
        var (app, instance) = (running.App, running.Instance);
        apps.Move(instance.Id, "Preparing");
        var project = projects.ById(app.ProjectId);
        log.Write($"Checking out commit {instance.CommitId}");
        Directory.CreateDirectory(folder);
        files.CheckOut(project.Id, instance.CommitId, folder, log.Write);
        if (!File.Exists(Path.Combine(folder, app.EntryPoint.Split(' ')[0])))
        {
            return (
                "Error",
                $"The project has no '{app.EntryPoint}' at this commit; an app starts with that file. Upload it and start the app again."
            );
        }

        if (options.HardwareTiers.FirstOrDefault(known => known.Id == instance.TierId) is not { } tier)
        {
            return ("Error", $"The server no longer has the hardware tier '{instance.TierId}' that the app was started for.");
        }

        var environment = variables.Of(
            project,
            instance.StartedBy,
            environments.Revision(instance.EnvironmentRevisionId)!,
            folder,
            instance.Id,
            instance.Number,
            tier,
            instance.CommitId
        );
        if (
            await new Requirements(
                folders,
                instance.Id,
                folder,
                environment,
                tier,
                log,
                running.Stop,
                options.StopGracePeriod
            ).InstallAsync() is
            { } missing
        )
        {
            return ("Error", missing);
        }

        var port = Listener.FreePort();
        environment["PORT"] = environment["DOMINO_APP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["DOMINO_RUN_HOST_PATH"] = $"/apps/{app.Id}";
        log.Write(
            $"Starting {app.EntryPoint} on hardware tier {tier.Name}; it should listen on port {port} (variable PORT), or on {Listener.DominoPort}"
        );
        if (running.Stop.StopRequested)
        {
            return ("Stopped", null);
        }

        ProcessGroup group;
        try
        {
            group = ProcessGroup.Start(
                Launch.Words(CommandLine.Split(app.EntryPoint), folder, instance.CommitId, environment.GetValueOrDefault("PATH")),
                instance.Id,
                folder,
                environment,
                tier
            );
        }
        catch (Exception e) when (e is FormatException or Win32Exception)
        {
            return ("Error", $"The app could not be started: {e.Message}.");
        }

        using (group)
        {
            apps.Started(instance.Id, group.Process.Id);
            var exit = Supervision.ToEndAsync(group, running.Stop, log, LogTypes.Stdout, LogTypes.Stderr, options.StopGracePeriod);
            if (await ListensAsync(instance.Id, port, exit) is { } found)
            {
                running.Port = found;
                apps.Move(instance.Id, "Running");
                log.Write($"The app listens on port {found}");
            }
            else if (!exit.IsCompleted)
            {
                running.IsLate = true;
                running.Stop.RequestStop(keepResults: false);
            }

            var code = await exit;
            if (running.IsLate)
            {
                return (
                    "Failed",
                    $"The app did not listen on port {port} (variable PORT) or {Listener.DominoPort} within {options.AppStartTimeout.TotalSeconds:0} s."
                );
            }

            return running.Stop.StopRequested ? ("Stopped", null) : ("Failed", $"The app ended by itself with exit code {code}.");
        }
    }

    private async Task<int?> ListensAsync(string instanceId, int port, Task exit)
    {
        var time = options.TimeProvider;
        var started = time.GetTimestamp();
        while (!exit.IsCompleted && time.GetElapsedTime(started) < options.AppStartTimeout)
        {
            foreach (var candidate in (int[])[port, Listener.DominoPort])
            {
                // On the port that all apps share on Domino, somebody else may listen.
                if (
                    await Listener.AnswersAsync(candidate, CancellationToken.None)
                    && (candidate == port || Listener.IsHeldBy(candidate, "DOMINO_RUN_ID=" + instanceId))
                )
                {
                    return candidate;
                }
            }

            await Task.WhenAny(exit, Task.Delay(BetweenLooks, time));
        }

        return null;
    }

    /// <summary>One start of an app.</summary>
    private sealed class Running(AppRow app, AppInstanceRow instance)
    {
        public AppRow App => app;

        public AppInstanceRow Instance => instance;

        public RunningJob Stop { get; } = new();

        /// <summary>Where it listens, once it does and as long as it does.</summary>
        public int? Port { get; set; }

        /// <summary>Whether it took too long to listen.</summary>
        public bool IsLate { get; set; }

        public Task Ended { get; set; } = Task.CompletedTask;
    }
}
