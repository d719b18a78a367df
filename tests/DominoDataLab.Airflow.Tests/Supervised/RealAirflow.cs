using System.Diagnostics;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>
/// An installed Airflow 3.3, started with <c>airflow standalone</c> in a folder of its own, with the sample DAGs and bundles.
/// </summary>
internal sealed class RealAirflow : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("airflow-");
    private Process? _standalone;

    public static bool IsInstalled =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AIRFLOW_HOME"))
        && (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "airflow")));

    /// <summary>Gets the folder that Airflow searches for bundles.</summary>
    public string Bundles => Path.Combine(_home.FullName, "bundles");

    public async Task StartAsync(string samples, CancellationToken cancellationToken)
    {
        var dags = Directory.CreateDirectory(Path.Combine(_home.FullName, "dags"));
        Directory.CreateDirectory(Bundles);
        foreach (var file in Directory.EnumerateFiles(samples, "*.py"))
        {
            File.Copy(file, Path.Combine(dags.FullName, Path.GetFileName(file)));
        }

        _standalone = Process.Start(Command("standalone"))!;
        await WaitAsync(
            "DAGs",
            async () => (await RunAsync(cancellationToken, "dags", "list", "-o", "json")).Contains("domino_job", StringComparison.Ordinal),
            cancellationToken
        );
    }

    /// <summary>Runs a DAG and gets the state of each of its tasks.</summary>
    public async Task<Dictionary<string, string>> RunDagAsync(string dag, string conf, CancellationToken cancellationToken)
    {
        const string Run = "test";
        await RunAsync(cancellationToken, "dags", "unpause", dag);
        await RunAsync(cancellationToken, "dags", "trigger", dag, "--run-id", Run, "--conf", conf);
        Dictionary<string, string> states = [];
        await WaitAsync(
            $"end of {dag}",
            async () =>
            {
                states = States(await RunAsync(cancellationToken, "tasks", "states-for-dag-run", dag, Run, "-o", "json"));
                return states.Count > 0
                    && states.Values.All(state => state is "success" or "failed" or "skipped" or "removed" or "upstream_failed");
            },
            cancellationToken
        );
        return states;
    }

    public async ValueTask DisposeAsync()
    {
        if (_standalone is not null)
        {
            ProcessTree.Of(_standalone.Id).ForEach(ProcessTree.Kill);
            await _standalone.WaitForExitAsync();
            _standalone.Dispose();
        }

        _home.Delete(recursive: true);
    }

    private static Dictionary<string, string> States(string output)
    {
        // Airflow may print warnings before the JSON.
        var start = output.IndexOf('[', StringComparison.Ordinal);
        return start < 0
            ? []
            : JsonNode
                .Parse(output[start..])!
                .AsArray()
                .ToDictionary(task => (string)task!["task_id"]!, task => (string?)task!["state"] ?? "");
    }

    private static async Task WaitAsync(string what, Func<Task<bool>> isThere, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval);
        var clock = Stopwatch.StartNew();
        while (!await isThere())
        {
            Assert.True(clock.Elapsed < StartLimit, $"Airflow had no {what} within {StartLimit.TotalMinutes} minutes.");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = Command(arguments);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output;
    }

    private ProcessStartInfo Command(params string[] arguments) =>
        new("airflow", arguments)
        {
            Environment =
            {
                ["AIRFLOW_HOME"] = _home.FullName,
                ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False",
                ["AIRFLOW__CORE__EXECUTOR"] = "LocalExecutor",
                ["AIRFLOW__SDK__COORDINATORS"] = new JsonObject
                {
                    ["dotnet"] = new JsonObject
                    {
                        ["classpath"] = "airflow.sdk.coordinators.executable.ExecutableCoordinator",
                        ["kwargs"] = new JsonObject { ["executables_root"] = new JsonArray(Bundles), ["task_startup_timeout"] = 20 },
                    },
                }.ToJsonString(),
                ["AIRFLOW__SDK__QUEUE_TO_COORDINATOR"] = """{"csharp": "dotnet"}""",
            },
        };
}
