using System.Text.Json;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Airflow.Bundle;

/// <summary>Reads clusters in the form that the Python operators and Domino's API use.</summary>
internal static class Clusters
{
    private const string Compute = "compute_cluster_properties";
    private const string Spark = "on_demand_spark_cluster_properties";

    public static ComputeCluster? Read(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Undefined
            ? null
            : new ComputeCluster
            {
                Type = Text(properties, Compute, "clusterType") ?? throw Missing(Compute, "clusterType"),
                Environment = Text(properties, Compute, "computeEnvironmentId") ?? throw Missing(Compute, "computeEnvironmentId"),
                EnvironmentRevision = Text(properties, Compute, "computeEnvironmentRevisionSpec") switch
                {
                    null => null,
                    "ActiveRevision" => RevisionChoice.Active,
                    "LatestRevision" => RevisionChoice.Latest,
                    "RestrictedRevision" => RevisionChoice.Restricted,
                    var id => RevisionChoice.One(id),
                },
                MasterHardwareTier = Tier(properties, "masterHardwareTierId"),
                WorkerHardwareTier = Tier(properties, "workerHardwareTierId") ?? throw Missing(Compute, "workerHardwareTierId"),
                WorkerCount = Integer(properties, Compute, "workerCount") ?? throw Missing(Compute, "workerCount"),
                MaxWorkerCount = Integer(properties, Compute, "maxWorkerCount"),
                WorkerStorage = Storage(properties, Compute, "workerStorage"),
                ExtraConfigs = ExtraConfigs(properties),
            };

    public static OnDemandSparkCluster? ReadSpark(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Undefined
            ? null
            : new OnDemandSparkCluster
            {
                Environment = Text(properties, Spark, "computeEnvironmentId") ?? throw Missing(Spark, "computeEnvironmentId"),
                ExecutorHardwareTier = Text(properties, Spark, "executorHardwareTierId"),
                MasterHardwareTier = Text(properties, Spark, "masterHardwareTierId"),
                ExecutorCount = Integer(properties, Spark, "executorCount") ?? 1,
                ExecutorStorage = Integer(properties, Spark, "executorStorageMB") is { } megabytes and > 0
                    ? StorageSize.MB(megabytes)
                    : Storage(properties, Spark, "executorStorage"),
            };

    // Domino's API wraps the ID of a tier; people don't.
    private static string? Tier(JsonElement properties, string name) =>
        properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? Text(value, $"{Compute}.{name}", "value")
            : Text(properties, Compute, name);

    private static StorageSize? Storage(JsonElement properties, string parent, string name)
    {
        if (!properties.TryGetProperty(name, out var size) || size.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var valid = size.ValueKind == JsonValueKind.Object && size.TryGetProperty("value", out var value) && value.TryGetDouble(out _);
        return valid && Text(size, $"{parent}.{name}", "unit") is { } unit
            ? new StorageSize(size.GetProperty("value").GetDouble(), new StorageUnit(unit))
            : throw new ArgumentException($"'{parent}.{name}' must be an object such as {{\"value\": 10, \"unit\": \"GiB\"}}.");
    }

    private static Dictionary<string, string>? ExtraConfigs(JsonElement properties)
    {
        if (!properties.TryGetProperty("extraConfigs", out var configs) || configs.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return configs.ValueKind == JsonValueKind.Object
            ? configs.EnumerateObject().ToDictionary(config => config.Name, config => config.Value.ToString())
            : throw new ArgumentException($"'{Compute}.extraConfigs' must be an object.");
    }

    private static string? Text(JsonElement properties, string parent, string name) =>
        !properties.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new ArgumentException($"'{parent}.{name}' must be a string.");

    private static int? Integer(JsonElement properties, string parent, string name) =>
        !properties.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw new ArgumentException($"'{parent}.{name}' must be an integer.");

    private static ArgumentException Missing(string parent, string name) => new($"'{parent}.{name}' is required.");
}
