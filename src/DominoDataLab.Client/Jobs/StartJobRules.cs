using System.Globalization;

namespace DominoDataLab.Client.Jobs;

/// <summary>Checks a request to start a job without asking the server.</summary>
internal static class StartJobRules
{
    public static readonly Dictionary<string, string> FirstVersionOfCluster = new(StringComparer.Ordinal)
    {
        ["Spark"] = "4.5.0",
        ["Ray"] = "4.5.0",
        ["Dask"] = "4.6.0",
        ["MPI"] = "5.1.1",
    };

    /// <exception cref="ArgumentException">Something is missing, malformed, or contradicts something else.</exception>
    public static void Check(StartJobRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Command))
        {
            throw Wrong("The command is empty; write a file of the project and its arguments, such as 'main.py 10'.");
        }

        RefuseBlank(request.CommitId, nameof(request.CommitId));
        RefuseBlank(request.Branch, nameof(request.Branch));
        RefuseBlank(request.HardwareTier, nameof(request.HardwareTier));
        RefuseBlank(request.Environment, nameof(request.Environment));
        CheckReference(request);
        foreach (var id in request.ExternalVolumeMounts ?? [])
        {
            if (string.IsNullOrWhiteSpace(id))
            {
                throw Wrong("An id in ExternalVolumeMounts is empty.");
            }
        }

        if (request.VolumeSizeGiB is { } size && !(size > 0 && double.IsFinite(size)))
        {
            throw Wrong($"VolumeSizeGiB is {size.ToString(CultureInfo.InvariantCulture)}; it must be more than 0.");
        }

        if (request.Cluster is { } cluster)
        {
            Check(cluster);
        }
        else if (request.OnDemandSparkCluster is { } spark)
        {
            Require(spark.Environment, "OnDemandSparkCluster.Environment");
            RefuseBlank(spark.ExecutorHardwareTier, "OnDemandSparkCluster.ExecutorHardwareTier");
            RefuseBlank(spark.MasterHardwareTier, "OnDemandSparkCluster.MasterHardwareTier");
            CheckStorage(spark.ExecutorStorage, "OnDemandSparkCluster.ExecutorStorage");
            if (spark.ExecutorCount < 1)
            {
                throw Wrong($"OnDemandSparkCluster.ExecutorCount is {spark.ExecutorCount}; there must be at least 1.");
            }
        }
    }

    private static void CheckReference(StartJobRequest request)
    {
        if (request.Branch is not null && request.MainRepositoryReference is not null)
        {
            throw Wrong("Branch is short for a MainRepositoryReference to a branch; give one of them.");
        }

        if (request.CommitId is not null && (request.Branch is not null || request.MainRepositoryReference is { Type: "branches" }))
        {
            throw Wrong("A commit of the project's files and a branch contradict each other; give one of them.");
        }

        if (request.MainRepositoryReference is { } reference)
        {
            Require(reference.Type, "MainRepositoryReference.Type");
            if (reference.Type != "head" && string.IsNullOrWhiteSpace(reference.Value))
            {
                throw Wrong(
                    $"MainRepositoryReference of the type '{reference.Type}' has no value; for the default branch write GitReference.Head."
                );
            }
        }
    }

    public static void Check(ComputeCluster cluster)
    {
        Require(cluster.Type, "Cluster.Type");
        Require(cluster.Environment, "Cluster.Environment");
        RefuseBlank(cluster.MasterHardwareTier, "Cluster.MasterHardwareTier");
        if (cluster.Type != "MPI" && cluster.MasterHardwareTier is null)
        {
            throw Wrong($"A {cluster.Type} cluster needs Cluster.MasterHardwareTier; only MPI goes without.");
        }

        Require(cluster.WorkerHardwareTier, "Cluster.WorkerHardwareTier");
        if (!FirstVersionOfCluster.ContainsKey(cluster.Type))
        {
            throw Wrong(
                $"Invalid type of cluster '{cluster.Type}'. Use {string.Join(", ", FirstVersionOfCluster.Keys)}, in this spelling."
            );
        }

        CheckStorage(cluster.WorkerStorage, "Cluster.WorkerStorage");
        if (cluster.WorkerCount < 1)
        {
            throw Wrong($"Cluster.WorkerCount is {cluster.WorkerCount}; there must be at least 1 worker.");
        }

        if (cluster.MaxWorkerCount < cluster.WorkerCount)
        {
            throw Wrong(
                $"Cluster.MaxWorkerCount is {cluster.MaxWorkerCount} and below Cluster.WorkerCount, which is {cluster.WorkerCount}."
            );
        }
    }

    private static void CheckStorage(StorageSize? storage, string name)
    {
        if (storage is { } size && !(size.Value > 0 && double.IsFinite(size.Value) && !string.IsNullOrWhiteSpace(size.Unit.Value)))
        {
            throw Wrong($"{name} must be more than 0 and have a unit, such as StorageSize.GiB(10).");
        }
    }

    private static void Require(string? value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw Wrong($"{name} is missing.");
        }
    }

    private static void RefuseBlank(string? value, string name)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            throw Wrong($"{name} is empty; leave it out for the default.");
        }
    }

    private static ArgumentException Wrong(string message) => new(message);
}
