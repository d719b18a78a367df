namespace DominoDataLab.Client.Jobs;

/// <summary>What Domino asks of a cluster beside a job, by the deployment's version.</summary>
internal static class ClusterRules
{
    private static readonly Dictionary<string, string> FirstVersions = new(StringComparer.Ordinal)
    {
        ["Spark"] = "4.5.0",
        ["Ray"] = "4.5.0",
        ["Dask"] = "4.6.0",
        ["MPI"] = "5.1.1",
    };

    public static void Check(ComputeCluster? cluster)
    {
        if (cluster is null)
        {
            return;
        }

        if (!FirstVersions.ContainsKey(cluster.Type))
        {
            throw new ArgumentException($"'{cluster.Type}' is no type of cluster; the types are {string.Join(", ", FirstVersions.Keys)}, in this spelling.", nameof(cluster));
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(cluster.EnvironmentId);
        ArgumentException.ThrowIfNullOrWhiteSpace(cluster.WorkerHardwareTierId);
        if (cluster.Type != "MPI" && string.IsNullOrWhiteSpace(cluster.MasterHardwareTierId))
        {
            throw new ArgumentException($"A {cluster.Type} cluster needs MasterHardwareTierId.", nameof(cluster));
        }

        if (cluster.WorkerCount < 1 || cluster.MaxWorkerCount < cluster.WorkerCount)
        {
            throw new ArgumentException($"WorkerCount is {cluster.WorkerCount} and MaxWorkerCount {cluster.MaxWorkerCount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not set"}; there must be at least 1 worker, and the most must not be below the least.", nameof(cluster));
        }
    }

    public static async Task CheckVersionAsync(ComputeCluster cluster, VersionGate versions, CancellationToken cancellationToken)
    {
        await versions.RequireAsync($"A {cluster.Type} cluster", FirstVersions[cluster.Type], cancellationToken).ConfigureAwait(false);
        if (cluster.MaxWorkerCount is not null)
        {
            await versions.RequireAsync("MaxWorkerCount (a cluster that scales)", "5.0.0", cancellationToken).ConfigureAwait(false);
        }
    }

    public static ClusterBody? ToBody(ComputeCluster? cluster) => cluster is null ? null : new ClusterBody
    {
        ClusterType = cluster.Type,
        ComputeEnvironmentId = cluster.EnvironmentId,
        MasterHardwareTierId = cluster.MasterHardwareTierId is { Length: > 0 } master ? new TierValue(master) : null,
        WorkerHardwareTierId = new TierValue(cluster.WorkerHardwareTierId),
        WorkerCount = cluster.WorkerCount,
        MaxWorkerCount = cluster.MaxWorkerCount,
        WorkerStorage = cluster.WorkerStorageGiB is { } size ? new StorageBody(size, "GiB") : null,
    };
}
