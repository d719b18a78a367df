using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>
/// A Spark cluster in the form that Domino has deprecated. Use <see cref="ComputeCluster"/>.
/// </summary>
public sealed record OnDemandSparkCluster
{
    /// <summary>The executors' environment, by ID or by name.</summary>
    public required string Environment { get; init; }

    /// <summary>The environment's revision. If null, the server uses the active revision.</summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>The executors' hardware tier, by ID or by name. If null, the project's default for Spark is used.</summary>
    public string? ExecutorHardwareTier { get; init; }

    /// <summary>The master's hardware tier, by ID or by name. If null, the project's default for Spark is used.</summary>
    public string? MasterHardwareTier { get; init; }

    /// <summary>Gets the number of executors, at least 1. The deployment limits it. Default: 1.</summary>
    public int ExecutorCount { get; init; } = 1;

    /// <summary>Gets the storage of each executor. If null, the server's default is used.</summary>
    public StorageSize? ExecutorStorage { get; init; }
}

internal sealed record OnDemandSparkBody(
    string ComputeEnvironmentId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RevisionChoice? ComputeEnvironmentRevisionSpec,
    int ExecutorCount,
    string ExecutorHardwareTierId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StorageSize? ExecutorStorage,
    string MasterHardwareTierId
);

/// <summary>The default settings of a project's Spark clusters.</summary>
internal sealed record DefaultClusterSettings
{
    public required int MaxUserExecutionSlots { get; init; }

    [JsonConverter(typeof(TierIdConverter))]
    public string? MasterHardwareTierId { get; init; }

    [JsonConverter(typeof(TierIdConverter))]
    public string? WorkerHardwareTierId { get; init; }
}
