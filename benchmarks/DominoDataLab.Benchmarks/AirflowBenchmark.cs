using System.Diagnostics;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;

namespace DominoDataLab.Benchmarks;

/// <summary>
/// What a native Airflow bundle costs: its start, a task that does nothing, and a flood of log records, beside Python in the same run.
/// </summary>
internal static class AirflowBenchmark
{
    private const int Records = 30_000;
    private const long LargestBundle = 25L << 20;
    private const string Variable = "AIRFLOW_SCENARIO_BUNDLE";

    public static async Task<int> RunAsync(int runs)
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(path))
        {
            Console.Error.WriteLine($"Set {Variable} to the published bundle of tests/DominoDataLab.Airflow.ScenarioBundle.");
            return 2;
        }

        var bundle = new BundleCommand(Path.GetFullPath(path));
        var size = new FileInfo(bundle.Program).Length;
        var python3 = await PythonAsync();
        var (connected, trivial) = (new List<double>(), new List<double>());
        var (process, python) = (new List<double>(), new List<double>());
        await TaskAsync(bundle, "ends", "returns");
        for (var i = 0; i < runs; i++)
        {
            process.Add(await ProcessAsync("/bin/sh", "-c", "exec /bin/true"));
            python.Add(await ProcessAsync(python3, "-c", "import socket"));
            var outcome = await TaskAsync(bundle, "ends", "returns");
            connected.Add(outcome.ConnectedAfter.TotalMilliseconds);
            trivial.Add(outcome.Duration.TotalMilliseconds);
        }

        var flood = await FloodAsync(bundle, Math.Max(1, runs / 10));
        Console.WriteLine($"An Airflow bundle of {size / 1048576.0:0.0} MiB, best and median of {runs} runs:");
        Print("an empty process", process, python);
        Print("python3 -c \"import socket\"", python, python);
        Print("bundle, until both sockets are connected", connected, python);
        Print("bundle, a task that returns a number, whole process", trivial, python);
        Console.WriteLine($"  {Records} log records  {flood.TotalSeconds:0.00} s   {Records / flood.TotalSeconds:0} records/s");
        return Judge(size, trivial.Min() / python.Min(), Records / flood.TotalSeconds);
    }

    private static async Task<TimeSpan> FloodAsync(BundleCommand bundle, int runs)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            var outcome = await TaskAsync(bundle, "logs", "flood");
            var records = outcome.TaskLog.Count(record =>
                ((string?)record["event"])?.StartsWith("record ", StringComparison.Ordinal) == true
            );
            if (records != Records)
            {
                throw new InvalidOperationException($"{records} of {Records} records arrived.");
            }

            best = outcome.Duration < best ? outcome.Duration : best;
        }

        return best;
    }

    private static async Task<TaskOutcome> TaskAsync(BundleCommand bundle, string dag, string task)
    {
        await using var run = TaskRun.Start(bundle, new TaskStart { DagId = dag, TaskId = task }, new AirflowState());
        var outcome = await run.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        return outcome.State == "success"
            ? outcome
            : throw new InvalidOperationException($"The task {dag}.{task} did not succeed: {outcome}");
    }

    /// <summary>Gets the interpreter itself: what is on the path may be a script that looks for it.</summary>
    private static async Task<string> PythonAsync()
    {
        using var process = Process.Start(
            new ProcessStartInfo("python3", ["-c", "import sys; print(sys.executable)"]) { RedirectStandardOutput = true }
        )!;
        var path = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return path.Trim();
    }

    private static async Task<double> ProcessAsync(string program, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Print(string what, List<double> milliseconds, List<double> python)
    {
        var ordered = milliseconds.Order().ToList();
        Console.WriteLine(
            $"  {what, -52} {ordered[0], 7:0.0} ms  {ordered[ordered.Count / 2], 7:0.0} ms   {ordered[0] / python.Min():0.00} of python3"
        );
    }

    /// <summary>Fails on a ratio, not on a time: the time says more of the machine.</summary>
    private static int Judge(long size, double ofPython, double recordsPerSecond)
    {
        var failures = new List<string>();
        if (size > LargestBundle)
        {
            failures.Add($"The bundle has {size} bytes; at most {LargestBundle} are allowed.");
        }

        if (ofPython > 2)
        {
            failures.Add(
                $"A trivial task takes {ofPython:0.00} times as long as python3 takes to import a module; at most 2 times is allowed."
            );
        }

        if (recordsPerSecond < 30_000 / Math.Max(1, ofPython))
        {
            failures.Add($"{recordsPerSecond:0} records per second are fewer than 30,000.");
        }

        failures.ForEach(Console.Error.WriteLine);
        return failures.Count == 0 ? 0 : 1;
    }
}
