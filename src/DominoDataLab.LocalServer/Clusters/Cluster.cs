using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>A job's cluster: processes of this machine that are there before the job's command is, and end with the job.</summary>
/// <remarks>
/// They carry the job's id in their environment, so whatever ends the job's processes ends these, a server's start after a kill included.
/// </remarks>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Host = "127.0.0.1";
    private const string Unavailable = "ClusterUnavailable";
    private const string Failed = "ClusterFailed";
    private const int LastLines = 10;
    private const int LastBytes = 4096;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<(string Name, IExecution Execution)> _processes = [];
    private readonly ExecutionScope _scope;
    private readonly string _folder;
    private readonly string _logs;
    private readonly TimeSpan _limit;
    private readonly IReadOnlyDictionary<string, string> _own;
    private long _began;

    /// <param name="spec">The cluster that the job asks for.</param>
    /// <param name="scope">The job.</param>
    /// <param name="folders">The server's folders.</param>
    /// <param name="own">Variables of the cluster's environment, which its processes have and the job does not.</param>
    /// <param name="limit">The time within which all of the cluster must answer.</param>
    public Cluster(ClusterSpec spec, ExecutionScope scope, ServerFolders folders, IReadOnlyDictionary<string, string> own, TimeSpan limit)
    {
        (Spec, _scope, _own, _limit) = (spec, scope, own, limit);
        _folder = Path.Combine(folders.Work, scope.Id + ".cluster");
        _logs = Path.Combine(folders.Logs, scope.Id + ".cluster");
    }

    public ClusterSpec Spec { get; }

    /// <summary>The job's variables; a cluster adds those that lead to it.</summary>
    public Dictionary<string, string> Variables => _scope.Variables;

    /// <summary>The memory and processors that the job's command may use.</summary>
    public LocalHardwareTier Room => Spec.Type == "MPI" ? MpiCluster.Room(Spec, _scope.Tier) : _scope.Tier;

    /// <summary>Starts the cluster and waits until all of it answers, or the job is to stop.</summary>
    /// <exception cref="PreparationException">It can't be started, or does not answer in time.</exception>
    public async Task StartAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PreparationException(
                Unavailable,
                "This local server runs clusters on Linux and macOS only. Start the job without one, or on a Domino deployment."
            );
        }

        _scope.CreateFolder(_folder);
        _scope.CreateFolder(_logs);
        _scope.Folders.Add(new VisibleFolder(_folder, IsWritable: true));
        _scope.Folders.Add(new VisibleFolder(_logs, IsWritable: true));
        _scope.Log.Write(
            $"Starting a cluster on this machine: {Spec.Type}, {Spec.Workers} workers on hardware tier {Spec.Worker.Name}. The logs of "
                + $"its processes are in {_logs}"
        );
        if (Spec.Workers < Spec.WorkersAsked)
        {
            _scope.Log.Write(
                $"It has {Spec.Workers} workers, not the {Spec.WorkersAsked} that were asked for: a machine with "
                    + $"{Environment.ProcessorCount} processors takes no more."
            );
        }

        if (Spec.Scales)
        {
            _scope.Log.Write("It does not scale: 'maxWorkerCount' is ignored.");
        }

        if (Spec.Settings.Count > 0 && Spec.Type != "Spark")
        {
            _scope.Log.Write($"'extraConfigs' is ignored: here only Spark takes settings ({string.Join(", ", Spec.Settings.Keys)}).");
        }

        _began = Stopwatch.GetTimestamp();
        try
        {
            await (
                Spec.Type switch
                {
                    "Dask" => DaskCluster.StartAsync(this),
                    "Ray" => RayCluster.StartAsync(this),
                    "Spark" => SparkCluster.StartAsync(this),
                    _ => MpiCluster.StartAsync(this),
                }
            );
        }
        catch (OperationCanceledException) when (_scope.Stop.IsRequested)
        {
            return;
        }

        _scope.Log.Write($"The {Spec.Type} cluster is ready after {Stopwatch.GetElapsedTime(_began).TotalSeconds:0.0} s");
    }

    /// <summary>A program, as the job itself would find it.</summary>
    /// <exception cref="PreparationException">The program was not found. The message says what to install.</exception>
    public string Program(string name, string install) =>
        Programs.Find(name, Variables.GetValueOrDefault("PATH"))
        ?? throw new PreparationException(
            Unavailable,
            $"A {Spec.Type} cluster needs the program '{name}', which this machine does not have on its PATH. Install {install}; then "
                + "start the job again."
        );

    /// <summary>A place for what the cluster writes; it is gone when the job has ended.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    public async Task<IExecution> StartAsync(string name, LocalHardwareTier tier, params IReadOnlyList<string> words)
    {
        _scope.Log.Write($"Starting {name} on hardware tier {tier.Name}: {string.Join(' ', words)}");
        var variables = new Dictionary<string, string>(Variables);
        foreach (var (variable, value) in _own)
        {
            variables[variable] = value;
        }

        try
        {
            // The shell lets the program write its log itself, and is gone then.
            var execution = await _scope.StartMemberAsync(
                ["/bin/sh", "-c", "exec \"$@\" >\"$0\" 2>&1", LogOf(name), .. words],
                _folder,
                tier,
                variables
            );
            _processes.Add((name, execution));
            return execution;
        }
        catch (ExecutionStartException e)
        {
            throw new PreparationException(Failed, $"The {Spec.Type} cluster can't be started: {e.Message}");
        }
    }

    /// <summary>Waits until a part of the cluster answers.</summary>
    /// <exception cref="PreparationException">A process has ended before that, or the time is over.</exception>
    /// <exception cref="OperationCanceledException">The job is to stop.</exception>
    public async Task UntilAsync(string part, Func<Task<bool>> answers)
    {
        while (true)
        {
            var (name, dead) = _processes.Find(process => process.Execution.Completion.IsCompleted);
            if (await answers())
            {
                return;
            }

            if (_scope.Stop.IsRequested)
            {
                throw new OperationCanceledException();
            }

            if (dead is not null)
            {
                throw new PreparationException(
                    Failed,
                    $"The {Spec.Type} cluster did not come up: {name} ended with exit code "
                        + $"{(await dead.Completion).ExitCode}.{SaidLast(name)}"
                );
            }

            if (Stopwatch.GetElapsedTime(_began) > _limit)
            {
                throw new PreparationException(
                    Failed,
                    $"The {Spec.Type} cluster did not come up: {part} did not answer within {_limit.TotalSeconds:0.#} "
                        + $"s.{string.Concat(_processes.Select(process => SaidLast(process.Name)))}"
                );
            }

            await Task.Delay(BetweenLooks);
        }
    }

    /// <summary>Asks a process of the cluster; null as long as it does not answer with a JSON object.</summary>
    public static async Task<JsonObject?> AskAsync(int port, string path)
    {
        try
        {
            return JsonNode.Parse(await Http.GetStringAsync(new Uri($"http://{Host}:{port}{path}"))) as JsonObject;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>All that a process has written so far.</summary>
    public string Said(string name) => Tail(name, long.MaxValue);

    /// <summary>Ends what still runs.</summary>
    public async Task EndAsync()
    {
        foreach (var (_, execution) in _processes)
        {
            await execution.StopAsync(TimeSpan.Zero);
            await execution.DisposeAsync();
        }

        _processes.Clear();
    }

    /// <summary>Ends what still runs, and removes what it wrote, but for its logs.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        FolderRemoval.TryRemove(_folder);
    }

    private string LogOf(string name) => Path.Combine(_logs, name + ".log");

    private string SaidLast(string name)
    {
        var lines = Tail(name, LastBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0
            ? $"\n{name} said nothing."
            : $"\n{name} said last:\n{string.Join('\n', lines[^Math.Min(LastLines, lines.Length)..])}";
    }

    private string Tail(string name, long bytes)
    {
        // The processes own the file, which may be a link to one that they cannot read.
        using var file = PlainFile.Open(_logs, name + ".log");
        if (file is null)
        {
            // The process has not come so far.
            return "";
        }

        file.Position = Math.Max(0, file.Length - bytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
