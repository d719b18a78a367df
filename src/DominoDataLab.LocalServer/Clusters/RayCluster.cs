using System.Globalization;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>Ray: a head, which takes clients, and worker nodes that join it.</summary>
internal static class RayCluster
{
    // What each node says of itself once it is part of the cluster.
    private const string Joined = "Ray runtime started.";

    // As much of a node's memory as Ray's own default, which would take it from the whole machine for each node.
    private const double ObjectStoreShare = 0.3;

    public static async Task StartAsync(Cluster cluster)
    {
        var spec = cluster.Spec;
        var ray = cluster.Program("ray", "Ray (python3 -m pip install \"ray[default]\")");
        int port = Listener.FreePort(),
            clients = Listener.FreePort();
        cluster.Variables["RAY_USAGE_STATS_ENABLED"] = "0";
        await cluster.StartAsync(
            "head",
            spec.Master,
            [
                ray,
                "start",
                "--head",
                "--port",
                Text(port),
                "--ray-client-server-port",
                Text(clients),
                "--include-dashboard",
                "false",
                .. Node(spec.Master),
            ]
        );
        await cluster.UntilAsync("the head", () => HasJoinedAsync("head"));
        for (var number = 1; number <= spec.Workers; number++)
        {
            await cluster.StartAsync(
                $"worker-{number}",
                spec.Worker,
                [ray, "start", "--address", $"{Cluster.Host}:{port}", .. Node(spec.Worker)]
            );
        }

        for (var number = 1; number <= spec.Workers; number++)
        {
            var name = $"worker-{number}";
            await cluster.UntilAsync(name, () => HasJoinedAsync(name));
        }

        await cluster.UntilAsync("the head's port for clients", () => Listener.AnswersAsync(clients, CancellationToken.None));
        cluster.Variables["RAY_HEAD_SERVICE_HOST"] = Cluster.Host;
        cluster.Variables["RAY_HEAD_SERVICE_PORT"] = Text(clients);

        Task<bool> HasJoinedAsync(string name) => Task.FromResult(cluster.Said(name).Contains(Joined, StringComparison.Ordinal));
    }

    private static string[] Node(LocalHardwareTier tier) =>
        [
            "--block",
            "--node-ip-address",
            Cluster.Host,
            "--num-cpus",
            Text(Math.Min(tier.Cores, Environment.ProcessorCount)),
            "--object-store-memory",
            ((long)(tier.MemoryGiB * ObjectStoreShare * 1024 * 1024 * 1024)).ToString(CultureInfo.InvariantCulture),
        ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
