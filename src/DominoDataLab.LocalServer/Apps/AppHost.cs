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
internal sealed class AppHost(ServerFolders folders, AppStore apps, ProjectStore projects, ProjectFiles files, ExecutionVariables variables, EnvironmentStore environments, LocalDominoOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>Ends what a dead server left: its apps are gone, and say so.</summary>
    public void Recover()
    {
        foreach (var instance in apps.Alive())
        {
            if (instance.ProcessId is { } process)
            {
                ProcessGroup.KillLeftOver(process, instance.Id);
            }

            apps.Ended(instance.Id, "Stopped", "The server ended while the app was running. Start it again.");
        }

        Delete(folders.Apps);
        Directory.CreateDirectory(folders.Apps);
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

    public string LogFile(string instanceId) => Path.Combine(folders.Logs, instanceId + ".jsonl");

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

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What an app made unreadable stays; a later start makes a folder of its own.
        }
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
        using var log = new JobLog(LogFile(instance.Id), options.TimeProvider);
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
            log.Write("prepareoutput", end.Message);
        }

        apps.Ended(instance.Id, end.Status, end.Message);
        Delete(folder);
    }

    private async Task<(string Status, string? Message)> ServeAsync(Running running, string folder, JobLog log)
    {
        var (app, instance) = (running.App, running.Instance);
        apps.Move(instance.Id, "Preparing");
        var project = projects.ById(app.ProjectId);
        log.Write("prepareoutput", $"Checking out commit {instance.CommitId}");
        Directory.CreateDirectory(folder);
        files.CheckOut(project.Id, instance.CommitId, folder);
        if (!File.Exists(Path.Combine(folder, app.EntryPoint.Split(' ')[0])))
        {
            return ("Error", $"The project has no '{app.EntryPoint}' at this commit; an app starts with that file. Upload it and start the app again.");
        }

        var port = Listener.FreePort();
        var environment = variables.Of(project, instance.StartedBy, environments.Revision(instance.EnvironmentRevisionId)!, folder, instance.Id, instance.Number, instance.TierId, instance.CommitId);
        environment["PORT"] = environment["DOMINO_APP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["DOMINO_RUN_HOST_PATH"] = $"/apps/{app.Id}";
        var tier = options.HardwareTiers.First(known => known.Id == instance.TierId);
        log.Write("prepareoutput", $"Starting {app.EntryPoint} on hardware tier {tier.Name}; it should listen on port {port} (variable PORT), or on {Listener.DominoPort}");
        if (running.Stop.StopRequested)
        {
            return ("Stopped", null);
        }

        ProcessGroup group;
        try
        {
            group = ProcessGroup.Start(Launch.Words(CommandLine.Split(app.EntryPoint), folder), folder, environment, tier);
        }
        catch (Exception e) when (e is FormatException or Win32Exception)
        {
            return ("Error", $"The app could not be started: {e.Message}.");
        }

        using (group)
        {
            apps.Started(instance.Id, group.Process.Id);
            using var stop = running.Stop.Reach(group, options);
            var outputs = Task.WhenAll(CopyAsync(group.Process.StandardOutput, "stdout", log), CopyAsync(group.Process.StandardError, "stderr", log));
            var exit = group.Process.WaitForExitAsync();
            if (await ListensAsync(instance.Id, port, exit) is { } found)
            {
                running.Port = found;
                apps.Move(instance.Id, "Running");
                log.Write("prepareoutput", $"The app listens on port {found}");
            }
            else if (!exit.IsCompleted)
            {
                group.Terminate();
            }

            await exit;
            group.KillAll();
            await outputs;
            return running.Stop.StopRequested ? ("Stopped", null)
                : running.Port is null && group.Process.ExitCode is 0 or 143 ? ("Failed", $"The app did not listen on port {port} (variable PORT) or {Listener.DominoPort} within {options.AppStartTimeout.TotalSeconds:0} s.")
                : ("Failed", $"The app ended by itself with exit code {group.Process.ExitCode}.");
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
                if (await Listener.AnswersAsync(candidate, CancellationToken.None) && (candidate == port || Listener.IsHeldBy(candidate, "DOMINO_RUN_ID=" + instanceId)))
                {
                    return candidate;
                }
            }

            await Task.WhenAny(exit, Task.Delay(BetweenLooks, time));
        }

        return null;
    }

    private static async Task CopyAsync(StreamReader from, string type, JobLog log)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            log.Write(type, line);
        }
    }

    /// <summary>One start of an app.</summary>
    private sealed class Running(AppRow app, AppInstanceRow instance)
    {
        public AppRow App => app;

        public AppInstanceRow Instance => instance;

        public RunningJob Stop { get; } = new();

        /// <summary>Where it listens, once it does and as long as it does.</summary>
        public int? Port { get; set; }

        public Task Ended { get; set; } = Task.CompletedTask;
    }
}
