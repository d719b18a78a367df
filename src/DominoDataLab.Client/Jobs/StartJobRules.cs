using System.Globalization;

namespace DominoDataLab.Client.Jobs;

/// <summary>Checks a request to start a job before a request is sent.</summary>
internal static class StartJobRules
{
    public static readonly Dictionary<string, string> FirstVersionOfCluster = new(StringComparer.Ordinal)
    {
        ["Spark"] = "4.5.0",
        ["Ray"] = "4.5.0",
        ["Dask"] = "4.6.0",
        ["MPI"] = "5.1.1",
    };

    /// <exception cref="ArgumentException">A value is missing or invalid, or two values contradict each other.</exception>
    public static void Check(StartJobRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Command))
        {
            throw Wrong("The command is empty. Use a file of the project and its arguments, such as 'main.py 10'.");
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
                throw Wrong("An ID in ExternalVolumeMounts is empty. Remove it.");
            }
        }

        if (request.VolumeSizeGiB is { } size && !(size > 0 && double.IsFinite(size)))
        {
            throw Wrong($"VolumeSizeGiB is {size.ToString(CultureInfo.InvariantCulture)}. Use a number greater than 0.");
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
                throw Wrong($"OnDemandSparkCluster.ExecutorCount is {spark.ExecutorCount}. Use at least 1.");
            }
        }
    }

    private static void CheckReference(StartJobRequest request)
    {
        if (request.Branch is not null && request.MainRepositoryReference is not null)
        {
            throw Wrong("Both Branch and MainRepositoryReference are set. Set one of them.");
        }

        if (request.CommitId is not null && (request.Branch is not null || request.MainRepositoryReference is { Type: "branches" }))
        {
            throw Wrong("Both CommitId and a branch are set. Set one of them.");
        }

        if (request.MainRepositoryReference is { } reference)
        {
            Require(reference.Type, "MainRepositoryReference.Type");
            if (reference.Type != "head" && string.IsNullOrWhiteSpace(reference.Value))
            {
                throw Wrong(
                    $"MainRepositoryReference of the type '{reference.Type}' has no value. For the default branch, use GitReference.Head."
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
            throw Wrong($"A {cluster.Type} cluster requires Cluster.MasterHardwareTier. Only MPI clusters do not.");
        }

        Require(cluster.WorkerHardwareTier, "Cluster.WorkerHardwareTier");
        if (!FirstVersionOfCluster.ContainsKey(cluster.Type))
        {
            throw Wrong($"Invalid type of cluster '{cluster.Type}'. Use {string.Join(", ", FirstVersionOfCluster.Keys)}, in this case.");
        }

        CheckStorage(cluster.WorkerStorage, "Cluster.WorkerStorage");
        if (cluster.WorkerCount < 1)
        {
            throw Wrong($"Cluster.WorkerCount is {cluster.WorkerCount}. Use at least 1.");
        }

        if (cluster.MaxWorkerCount < cluster.WorkerCount)
        {
            throw Wrong(
                $"Cluster.MaxWorkerCount is {cluster.MaxWorkerCount} and Cluster.WorkerCount is {cluster.WorkerCount}. "
                    + "Use a maximum that is not below the count."
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
            throw Wrong($"{name} is required.");
        }
    }

    private static void RefuseBlank(string? value, string name)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            throw Wrong($"{name} is empty. Use null for the default.");
        }
    }

    private static ArgumentException Wrong(string message) => new(message);
}
