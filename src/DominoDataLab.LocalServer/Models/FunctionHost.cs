using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Apps;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Models;

/// <summary>A function of a file of a project at a commit, to be served; its id is that of a model version or of the project whose endpoint it is.</summary>
internal sealed record ServedFunction(
    string Id,
    string ProjectId,
    string CommitId,
    string File,
    string Function,
    IReadOnlyList<string> ExcludeFiles,
    string EnvironmentRevisionId,
    string UserId
);

/// <summary>Serves functions: each in a process of its own, from its own copy of the project's files.</summary>
internal sealed class FunctionHost(
    ServerFolders folders,
    ProjectStore projects,
    ProjectFiles files,
    ExecutionVariables variables,
    EnvironmentStore environments,
    JobLogs logs,
    LocalDominoOptions options
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private volatile bool _isEnding;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public LogIndex LogOf(string id) => logs.Of(id);

    /// <summary>Starts serving; <paramref name="onStatus"/> hears of every step, in Domino's words, and why the last one was a failure.</summary>
    public void Start(ServedFunction function, Action<string, string?> onStatus)
    {
        var running = new Running();
        _running[function.Id] = running;
        running.Ended = Task.Run(() => RunAsync(function, running, onStatus));
    }

    public async Task StopAsync(string id)
    {
        if (_running.TryRemove(id, out var running))
        {
            running.Stop.RequestStop(keepResults: false);
            await running.Ended;
        }
    }

    /// <summary>Calls a served function with a body of data or parameters.</summary>
    public async Task<JsonNode?> CallAsync(string id, JsonObject call, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(id, out var running) || running.Port is not { } port)
        {
            throw DomainException.Unavailable("The function is not being served; look at its status and its log.");
        }

        try
        {
            using var content = new StringContent(call.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using var reply = await _http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), content, cancellationToken);
            var body = JsonNode.Parse(await reply.Content.ReadAsStringAsync(cancellationToken));
            return reply.StatusCode == HttpStatusCode.OK
                ? body!["result"]?.DeepClone()
                : throw new DomainException(
                    reply.StatusCode == HttpStatusCode.BadRequest ? ErrorKind.Invalid : ErrorKind.UserCodeFailed,
                    body?["error"]?.GetValue<string>() ?? "The function failed."
                );
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw DomainException.BadGateway($"The function did not answer: {e.Message} Its log may say why.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        foreach (var id in _running.Keys)
        {
            await StopAsync(id);
        }

        _http.Dispose();
    }

    private async Task RunAsync(ServedFunction function, Running running, Action<string, string?> onStatus)
    {
        using var log = logs.Open(function.Id);
        var folder = Path.Combine(folders.Apps, function.Id);
        string? failure;
        try
        {
            onStatus("Building", null);
            failure = await ServeAsync(function, running, folder, log, onStatus);
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one model must not take the server with it.
            failure = e.Message;
        }

        running.Port = null;
        if (failure is not null)
        {
            log.Write(failure);
        }

        // What is stopped because the server ends is served again at its next start.
        if (!_isEnding)
        {
            onStatus(failure is null ? "Stopped" : "Failed", failure);
        }

        WorkFolders.Delete(folder);
        WorkFolders.Delete(Requirements.Folder(folders, function.Id));
    }

    /// <summary>Serves until it is stopped; returns why it ended otherwise.</summary>
    private async Task<string?> ServeAsync(
        ServedFunction function,
        Running running,
        string folder,
        JobLog log,
        Action<string, string?> onStatus
    )
    {
        log.Write($"Checking out commit {function.CommitId}");
        Directory.CreateDirectory(folder);
        files.CheckOut(function.ProjectId, function.CommitId, folder, log.Write);
        foreach (var excluded in function.ExcludeFiles.Select(path => Path.Combine(folder, FilePath.Check(path))).Where(File.Exists))
        {
            File.Delete(excluded);
        }

        if (!File.Exists(Path.Combine(folder, function.File)))
        {
            return $"The project has no file '{function.File}' at commit {function.CommitId}.";
        }

        if (!function.File.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{function.File}' is not Python; this server serves functions of .py files only.";
        }

        if ((Programs.Find("python3") ?? Programs.Find("python")) is not { } python)
        {
            return "This machine has no python3, which serves functions. Install Python 3 and publish again.";
        }

        var tier = options.HardwareTiers[0];
        var environment = variables.Of(
            projects.ById(function.ProjectId),
            function.UserId,
            environments.Revision(function.EnvironmentRevisionId)!,
            folder,
            function.Id,
            1,
            tier,
            function.CommitId
        );
        if (
            await new Requirements(
                folders,
                function.Id,
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
            return missing;
        }

        if (running.Stop.StopRequested)
        {
            return null;
        }

        var script = Path.Combine(folders.Work, "serve_function.py");
        await WriteScriptAsync(script);
        onStatus("Starting", null);
        var port = Listener.FreePort();
        ProcessGroup group;
        try
        {
            group = ProcessGroup.Start(
                [python, script, function.File, function.Function, port.ToString(CultureInfo.InvariantCulture)],
                function.Id,
                folder,
                environment,
                tier
            );
        }
        catch (Win32Exception e)
        {
            return $"The model could not be started: {e.Message}.";
        }

        using (group)
        {
            var exit = Supervision.ToEndAsync(group, running.Stop, log, LogTypes.Stdout, LogTypes.Stderr, options.StopGracePeriod);
            while (!exit.IsCompleted)
            {
                if (await Listener.AnswersAsync(port, CancellationToken.None))
                {
                    running.Port = port;
                    onStatus("Running", null);
                    break;
                }

                await Task.WhenAny(exit, Task.Delay(TimeSpan.FromMilliseconds(50), options.TimeProvider));
            }

            var code = await exit;
            return running.Stop.StopRequested ? null : $"The model's process ended with exit code {code}; its log says why.";
        }
    }

    // Several functions may start at once; each writes the same bytes, and a rename leaves no half of them.
    private static async Task WriteScriptAsync(string script)
    {
        var temporary = $"{script}.{Guid.NewGuid():N}";
        await using (var source = typeof(FunctionHost).Assembly.GetManifestResourceStream("serve_function.py")!)
        await using (var target = File.Create(temporary))
        {
            await source.CopyToAsync(target);
        }

        File.Move(temporary, script, overwrite: true);
    }

    private sealed class Running
    {
        public RunningJob Stop { get; } = new();

        public int? Port { get; set; }

        public Task Ended { get; set; } = Task.CompletedTask;
    }
}
