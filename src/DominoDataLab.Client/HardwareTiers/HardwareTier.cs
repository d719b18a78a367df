using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.HardwareTiers;

/// <summary>A hardware tier that a project can use, with its current capacity.</summary>
public sealed record AvailableHardwareTier
{
    /// <summary>Gets the tier.</summary>
    public required HardwareTier HardwareTier { get; init; }

    /// <summary>Gets the current capacity, or null if the reply does not say.</summary>
    public HardwareTierCapacity? Capacity { get; init; }

    /// <summary>Gets the data plane, or null if the reply does not say.</summary>
    public DataPlane? DataPlane { get; init; }
}

/// <summary>A hardware tier, on which executions run.</summary>
public sealed record HardwareTier
{
    /// <summary>Gets the ID, a string that administrators choose, such as <c>small-k8s</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name that users see.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the price per minute, in US cents.</summary>
    public decimal CentsPerMinute { get; init; }

    /// <summary>Gets the type of the cluster, such as <c>Kubernetes</c>, or null if the reply does not say.</summary>
    public string? ClusterType { get; init; }

    /// <summary>Gets the name of the node pool, or null if the reply does not say.</summary>
    public string? NodePool { get; init; }

    /// <summary>Gets the data plane's ID, or null if the reply does not say.</summary>
    public string? DataPlaneId { get; init; }

    /// <summary>Gets the maximum number of simultaneous executions. If null, there is no limit.</summary>
    public int? MaxSimultaneousExecutions { get; init; }

    /// <summary>Gets the flags: the kinds of executions that can use the tier.</summary>
    [JsonPropertyName("hwtFlags")]
    public HardwareTierFlags? Flags { get; init; }

    /// <summary>Gets the processors and the memory.</summary>
    [JsonPropertyName("hwtResources")]
    public HardwareTierResources? Resources { get; init; }

    /// <summary>Gets the graphics processors, or null if the tier has none.</summary>
    [JsonPropertyName("gpuConfiguration")]
    public GpuConfiguration? Gpu { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The kinds of executions that can use a hardware tier.</summary>
public sealed record HardwareTierFlags
{
    /// <summary>true if the tier is used when no tier is named; otherwise, false.</summary>
    public bool IsDefault { get; init; }

    /// <summary>true if the tier can no longer be used; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>true if the tier is offered to users; otherwise, false.</summary>
    public bool IsVisible { get; init; }

    /// <summary>true if every project can use the tier; otherwise, false.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>true if the tier is free of charge; otherwise, false.</summary>
    public bool IsFree { get; init; }

    /// <summary>true if model APIs can run on the tier; otherwise, false. Null if the reply does not say.</summary>
    public bool? IsModelApiTier { get; init; }
}

/// <summary>The processors and the memory of a hardware tier.</summary>
public sealed record HardwareTierResources
{
    /// <summary>Gets the number of processors that an execution is guaranteed.</summary>
    public double Cores { get; init; }

    /// <summary>Gets the maximum number of processors of an execution. If null, it can use all that are free.</summary>
    public double? CoresLimit { get; init; }

    /// <summary>Gets the memory that an execution is guaranteed.</summary>
    public required MemoryAmount Memory { get; init; }

    /// <summary>Gets the maximum memory of an execution. If null, the tier sets no limit.</summary>
    public MemoryAmount? MemoryLimit { get; init; }
}

/// <summary>An amount of memory.</summary>
/// <param name="Value">The amount, in the unit.</param>
/// <param name="Unit">The unit, such as <c>GiB</c>.</param>
public sealed record MemoryAmount(double Value, string Unit);

/// <summary>The graphics processors of a hardware tier.</summary>
/// <param name="NumberOfGpus">The number of GPUs.</param>
/// <param name="GpuKey">The name of the GPUs in Kubernetes, such as <c>nvidia.com/gpu</c>.</param>
public sealed record GpuConfiguration(int NumberOfGpus, string GpuKey);

/// <summary>The current capacity of a hardware tier.</summary>
public sealed record HardwareTierCapacity
{
    /// <summary>Gets the level, which says whether an execution can start now.</summary>
    public CapacityLevel CapacityLevel { get; init; }

    /// <summary>Gets the number of executions that wait.</summary>
    public int NumberOfQueuedRuns { get; init; }

    /// <summary>Gets the number of executions that run.</summary>
    public int NumberOfCurrentlyExecutingRuns { get; init; }

    /// <summary>Gets the maximum number of executions that can run at once.</summary>
    public int MaximumConcurrentRuns { get; init; }

    /// <summary>Gets the number of executions that can start on the machines that are running.</summary>
    public int AvailableCapacityWithoutLaunching { get; init; }

    /// <summary>Gets the number of executions that could start if all machines were running.</summary>
    public int MaximumAvailableCapacity { get; init; }

    /// <summary>Gets the number of machines that are running.</summary>
    public int CurrentNumberOfExecutors { get; init; }

    /// <summary>Gets the maximum number of machines.</summary>
    public int MaximumNumberOfExecutors { get; init; }
}

/// <summary>The level of capacity, which says whether an execution can start now.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<CapacityLevel>))]
public readonly record struct CapacityLevel(string Value) : IOpenWord<CapacityLevel>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>An execution can start.</summary>
    public static CapacityLevel CanExecuteWithCurrentInstances { get; } = new("CAN_EXECUTE_WITH_CURRENT_INSTANCES");

    /// <summary>An execution must wait until a machine has started.</summary>
    public static CapacityLevel RequiresLaunchingInstance { get; } = new("REQUIRES_LAUNCHING_INSTANCE");

    /// <summary>An execution must wait until another one has ended.</summary>
    public static CapacityLevel Full { get; } = new("FULL");

    /// <summary>The deployment does not know.</summary>
    public static CapacityLevel Unknown { get; } = new("UNKNOWN");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static CapacityLevel IOpenWord<CapacityLevel>.From(string value) => new(value);
}

/// <summary>A cluster on which executions run.</summary>
public sealed record DataPlane
{
    /// <summary>Gets the ID.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>true if the cluster is the deployment's own; otherwise, false.</summary>
    public bool IsLocal { get; init; }

    /// <summary>true if the cluster is healthy; otherwise, false.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<AvailableHardwareTier>))]
internal sealed partial class HardwareTiersJson : JsonSerializerContext;
