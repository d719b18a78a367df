using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>Dask: a scheduler, and workers that register with it.</summary>
internal static class DaskCluster
{
    public static async Task StartAsync(Cluster cluster)
    {
        var spec = cluster.Spec;
        var dask = cluster.Program(
            "dask",
            "Dask with its scheduler (Debian's package python3-distributed, or: python3 -m pip install distributed)"
        );
        var file = cluster.PathOf("scheduler.json");
        await cluster.StartAsync(
            "scheduler",
            spec.Master,
            dask,
            "scheduler",
            "--host",
            Cluster.Host,
            "--port",
            "0",
            "--dashboard-address",
            Cluster.Host + ":0",
            "--scheduler-file",
            file
        );

        // The scheduler takes free ports and writes down which: nobody can come between.
        JsonNode? scheduler = null;
        await cluster.UntilAsync("the scheduler", () => Task.FromResult((scheduler = Read(file)) is not null));
        var address = scheduler!["address"]!.GetValue<string>();
        for (var number = 1; number <= spec.Workers; number++)
        {
            var name = $"worker-{number}";
            await cluster.StartAsync(
                name,
                spec.Worker,
                dask,
                "worker",
                address,
                "--host",
                Cluster.Host,
                "--dashboard-address",
                Cluster.Host + ":0",
                "--name",
                name,
                "--nthreads",
                Cores(spec.Worker),
                "--memory-limit",
                spec.Worker.MemoryGiB.ToString(CultureInfo.InvariantCulture) + "GiB",
                "--local-directory",
                cluster.PathOf(name)
            );
        }

        var dashboard = scheduler["services"]!["dashboard"]!.GetValue<int>();
        await cluster.UntilAsync(
            "all workers",
            async () => (await Cluster.AskAsync(dashboard, "/json/counts.json"))?["workers"]?.GetValue<int>() >= spec.Workers
        );
        cluster.Variables["DASK_SCHEDULER_SERVICE_HOST"] = Cluster.Host;
        cluster.Variables["DASK_SCHEDULER_SERVICE_PORT"] = new Uri(address).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static string Cores(LocalHardwareTier tier) =>
        Math.Min(tier.Cores, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);

    private static JsonNode? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            // It is being written.
            return null;
        }
    }
}
