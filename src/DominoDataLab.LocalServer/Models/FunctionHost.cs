using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Models;

/// <summary>A function of a file of a project at a commit, to be served.</summary>
internal sealed record ServedFunction
{
    /// <summary>The ID of the model version, or of the project whose API endpoint it is.</summary>
    public required string Id { get; init; }

    public required int Number { get; init; }

    public required string ProjectId { get; init; }

    public required string CommitId { get; init; }

    public required string File { get; init; }

    public required string Function { get; init; }

    public IReadOnlyList<string> ExcludeFiles { get; init; } = [];

    public required string EnvironmentRevisionId { get; init; }

    public required string TierId { get; init; }

    public required string UserId { get; init; }
}

/// <summary>Serves functions, each in a process of its own from its own copy of the project's files.</summary>
internal sealed partial class FunctionHost(
    ServerFolders folders,
    ExecutionPreparation preparation,
    JobLogs logs,
    LocalDominoOptions options,
    ILogger<FunctionHost> logger
) : IDisposable
{
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private volatile bool _isEnding;

    public LogIndex LogOf(string id) => logs.Of(id);

    /// <summary>Starts to serve a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="onStatus">Receives each status, in Domino's words, and why the last one is a failure.</param>
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
            running.Stop.Request(keepResults: false);
            await running.Ended;
        }
    }

    /// <summary>Calls a served function with a body of data or parameters.</summary>
    /// <exception cref="DomainException">The function is not served, does not answer, or failed.</exception>
    public async Task<JsonNode?> CallAsync(string id, JsonObject call, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(id, out var running) || running.Port is not { } port)
        {
            throw DomainException.Unavailable("The function is not being served. Check its status and its log.");
        }

        try
        {
            using var content = new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = content };
            request.Headers.Add("X-Function-Secret", running.Secret);
            using var reply = await _http.SendAsync(request, cancellationToken);
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
            NoAnswer(logger, id, e);
            throw DomainException.BadGateway(
                e is TaskCanceledException
                    ? $"The function did not answer within {_http.Timeout.TotalSeconds:0} s. Its log may say why."
                    : "The function did not answer. Its log may say why."
            );
        }
    }

    /// <summary>Stops all functions. They are served again at the next start of the server.</summary>
    public async Task StopAsync()
    {
        _isEnding = true;
        foreach (var id in _running.Keys)
        {
            await StopAsync(id);
        }
    }

    public void Dispose() => _http.Dispose();

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
        catch (PreparationException e)
        {
            failure = e.Message;
        }
        catch (Exception e)
        {
            // Whatever goes wrong with one model must not take the server with it.
            var reference = Ids.New();
            Failed(logger, function.Id, reference, e);
            failure = JobFailure.Message(e, reference);
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

        preparation.CleanUp(function.Id, folder);
    }

    /// <summary>Serves until it is stopped. Returns why it ended otherwise.</summary>
    private async Task<string?> ServeAsync(
        ServedFunction function,
        Running running,
        string folder,
        JobLog log,
        Action<string, string?> onStatus
    )
    {
        var request = new ExecutionRequest
        {
            Id = function.Id,
            Number = function.Number,
            ProjectId = function.ProjectId,
            CommitId = function.CommitId,
            UserId = function.UserId,
            EnvironmentRevisionId = function.EnvironmentRevisionId,
            TierId = function.TierId,
            Folder = folder,
            ExcludeFiles = function.ExcludeFiles,
        };
        var scope = preparation.Open(request, log, running.Stop);
        await preparation.PrepareAsync(request, scope, () => CheckFile(function, folder));
        var python =
            Programs.Find("python3")
            ?? Programs.Find("python")
            ?? throw new PreparationException(
                "CouldNotStart",
                "This machine has no python3, which serves functions. Install Python 3 and publish again."
            );
        if (running.Stop.IsRequested)
        {
            return null;
        }

        var script = Path.Combine(folders.Work, "serve_function.py");
        await WriteScriptAsync(script);
        scope.Folders.Add(new VisibleFolder(script, IsWritable: false));
        onStatus("Starting", null);
        var port = Listener.FreePort();
        scope.Variables["DOMINO_FUNCTION_SECRET"] = running.Secret;
        await using var execution = await StartAsync(
            scope,
            [python, script, function.File, function.Function, port.ToString(CultureInfo.InvariantCulture)]
        );
        var (result, isLate) = await ListeningExecution.RunAsync(
            scope,
            execution,
            async () => await Listener.AnswersAsync(port, CancellationToken.None) ? port : null,
            found =>
            {
                running.Port = found;
                onStatus("Running", null);
            },
            options.AppStartTimeout,
            options.TimeProvider
        );
        await ExecutionPreparation.AfterRunAsync(scope);
        return isLate ? $"The model did not listen within {options.AppStartTimeout.TotalSeconds:0} s; its log may say why."
            : running.Stop.IsRequested ? null
            : JobEnd.ExplainService("The model's process", result, scope.Tier) + " Its log says why.";
    }

    private static void CheckFile(ServedFunction function, string folder)
    {
        if (!File.Exists(Path.Combine(folder, function.File)))
        {
            throw new PreparationException("CouldNotStart", $"The project has no file '{function.File}' at commit {function.CommitId}.");
        }

        if (!function.File.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
        {
            throw new PreparationException(
                "CouldNotStart",
                $"'{function.File}' is not Python; this server serves functions of .py files only."
            );
        }
    }

    private static async Task<IExecution> StartAsync(ExecutionScope scope, IReadOnlyList<string> command)
    {
        try
        {
            return await scope.StartAsync(command);
        }
        catch (ExecutionStartException e)
        {
            throw new PreparationException("CouldNotStart", $"The model could not be started: {e.Message}");
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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The function {FunctionId} failed because of an error in the server (reference {Reference})"
    )]
    private static partial void Failed(ILogger logger, string functionId, string reference, Exception reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The function {FunctionId} did not answer")]
    private static partial void NoAnswer(ILogger logger, string functionId, Exception reason);

    private sealed class Running
    {
        public StopSignal Stop { get; } = new();

        public int? Port { get; set; }

        /// <summary>The secret that the process asks of every caller, so that only this server can call the function.</summary>
        public string Secret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

        public Task Ended { get; set; } = Task.CompletedTask;
    }
}
