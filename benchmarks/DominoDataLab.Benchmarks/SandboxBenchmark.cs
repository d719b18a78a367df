using System.Diagnostics;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Benchmarks;

/// <summary>The time from the start of a trivial job to its end in a sandbox, beside the same without one.</summary>
internal static class SandboxBenchmark
{
    private const int GoalMilliseconds = 30;

    public static async Task<int> RunAsync(int jobs)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("The sandbox needs Linux; nothing is measured.");
            return 0;
        }

        await using var bare = await LocalDomino.StartAsync();
        await using var boxed = await LocalDomino.StartAsync(new LocalDominoOptions { Sandbox = SandboxMode.Require });
        using var bareClient = new DominoClient(new DominoClientOptions { Host = bare.Address.AbsoluteUri, ApiKey = bare.ApiKey });
        using var boxedClient = new DominoClient(new DominoClientOptions { Host = boxed.Address.AbsoluteUri, ApiKey = boxed.ApiKey });
        await TimeAsync(bareClient);
        await TimeAsync(boxedClient);

        // In turns, so that what else the machine does meets both.
        List<double> baseline = [],
            sandboxed = [];
        for (var job = 0; job < jobs; job++)
        {
            baseline.Add(await TimeAsync(bareClient));
            sandboxed.Add(await TimeAsync(boxedClient));
        }

        var (without, with) = (Fast(baseline), Fast(sandboxed));
        Console.WriteLine(
            FormattableString.Invariant(
                $"A trivial job, the fastest tenth of {jobs}: {without:0.0} ms, in a sandbox {with:0.0} ms: {with / without:0.00} times as "
            ) + FormattableString.Invariant($"long, {with - without:0.0} ms more (goal: under {GoalMilliseconds} ms)")
        );
        return 0;
    }

    private static async Task<double> TimeAsync(DominoClient client)
    {
        var started = Stopwatch.GetTimestamp();
        var job = await client.Project("domino/quick-start").Jobs.StartAsync(new StartJobRequest { Command = "true" });
        while (!(await client.Jobs.GetAsync(job.Id)).IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // What a machine that does nothing else would take; a median says more of the others on it.
    private static double Fast(List<double> times) => times.Order().ElementAt(times.Count / 10);
}
