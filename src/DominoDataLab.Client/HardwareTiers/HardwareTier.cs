using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.HardwareTiers;

/// <summary>A hardware tier that a project can use, and how busy it is.</summary>
public sealed record AvailableHardwareTier
{
    /// <summary>The tier.</summary>
    public required HardwareTier HardwareTier { get; init; }

    /// <summary>How busy it is, if the reply says.</summary>
    public HardwareTierCapacity? Capacity { get; init; }

    /// <summary>Gets the data plane, or null if the reply does not say.</summary>
    public DataPlane? DataPlane { get; init; }
}

/// <summary>A hardware tier, on which executions run.</summary>
public sealed record HardwareTier
{
    /// <summary>Gets the ID, a string that administrators choose, such as <c>small-k8s</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name, as people see it.</summary>
    public required string Name { get; init; }

    /// <summary>The price of a minute in US cents.</summary>
    public decimal CentsPerMinute { get; init; }

    /// <summary>Such as <c>Kubernetes</c>, if the reply says.</summary>
    public string? ClusterType { get; init; }

    /// <summary>The machines that it is on, if the reply says.</summary>
    public string? NodePool { get; init; }

    /// <summary>The data plane's id, if the reply says.</summary>
    public string? DataPlaneId { get; init; }

    /// <summary>The most executions at once; null: no limit.</summary>
    public int? MaxSimultaneousExecutions { get; init; }

    /// <summary>Gets the flags: the kinds of executions that can use the tier.</summary>
    [JsonPropertyName("hwtFlags")]
    public HardwareTierFlags? Flags { get; init; }

    /// <summary>Processors and memory.</summary>
    [JsonPropertyName("hwtResources")]
    public HardwareTierResources? Resources { get; init; }

    /// <summary>The graphics processors; null: none.</summary>
    [JsonPropertyName("gpuConfiguration")]
    public GpuConfiguration? Gpu { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The kinds of executions that can use a hardware tier.</summary>
public sealed record HardwareTierFlags
{
    /// <summary>true if it is used where no tier is named; otherwise, false.</summary>
    public bool IsDefault { get; init; }

    /// <summary>true if it can no longer be used; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>true if users are offered it; otherwise, false.</summary>
    public bool IsVisible { get; init; }

    /// <summary>true if every project can use it; otherwise, false.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>true if it costs nothing; otherwise, false.</summary>
    public bool IsFree { get; init; }

    /// <summary>true if model APIs can run on it, if the reply says; otherwise, false.</summary>
    public bool? IsModelApiTier { get; init; }
}

/// <summary>Processors and memory of a hardware tier.</summary>
public sealed record HardwareTierResources
{
    /// <summary>Processors that an execution is sure of.</summary>
    public double Cores { get; init; }

    /// <summary>Processors that it can have at most; null: as many as are free.</summary>
    public double? CoresLimit { get; init; }

    /// <summary>Memory that an execution is sure of.</summary>
    public required MemoryAmount Memory { get; init; }

    /// <summary>Memory that it can have at most; null: no limit of its own.</summary>
    public MemoryAmount? MemoryLimit { get; init; }
}

/// <summary>An amount of memory.</summary>
/// <param name="Value">How many.</param>
/// <param name="Unit">The unit, such as <c>GiB</c>.</param>
public sealed record MemoryAmount(double Value, string Unit);

/// <summary>Graphics processors of a hardware tier.</summary>
/// <param name="NumberOfGpus">How many.</param>
/// <param name="GpuKey">The name of the GPUs in Kubernetes, such as <c>nvidia.com/gpu</c>.</param>
public sealed record GpuConfiguration(int NumberOfGpus, string GpuKey);

/// <summary>How busy a hardware tier is.</summary>
public sealed record HardwareTierCapacity
{
    /// <summary>true if an execution could start now; otherwise, false.</summary>
    public CapacityLevel CapacityLevel { get; init; }

    /// <summary>Executions that wait.</summary>
    public int NumberOfQueuedRuns { get; init; }

    /// <summary>Executions that run.</summary>
    public int NumberOfCurrentlyExecutingRuns { get; init; }

    /// <summary>Executions that can run at once.</summary>
    public int MaximumConcurrentRuns { get; init; }

    /// <summary>Executions that could start on the machines that are up.</summary>
    public int AvailableCapacityWithoutLaunching { get; init; }

    /// <summary>Executions that could start if all machines were up.</summary>
    public int MaximumAvailableCapacity { get; init; }

    /// <summary>Machines that are up.</summary>
    public int CurrentNumberOfExecutors { get; init; }

    /// <summary>Machines that there can be.</summary>
    public int MaximumNumberOfExecutors { get; init; }
}

/// <summary>true if an execution could start now; otherwise, false.</summary>
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

    /// <summary>An execution has to wait until a machine has started.</summary>
    public static CapacityLevel RequiresLaunchingInstance { get; } = new("REQUIRES_LAUNCHING_INSTANCE");

    /// <summary>An execution has to wait until another one has ended.</summary>
    public static CapacityLevel Full { get; } = new("FULL");

    /// <summary>The deployment can't tell.</summary>
    public static CapacityLevel Unknown { get; } = new("UNKNOWN");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static CapacityLevel IOpenWord<CapacityLevel>.From(string value) => new(value);
}

/// <summary>A cluster that executions run in.</summary>
public sealed record DataPlane
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>true if it is the deployment's own; otherwise, false.</summary>
    public bool IsLocal { get; init; }

    /// <summary>true if it works; otherwise, false.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<AvailableHardwareTier>))]
internal sealed partial class HardwareTiersJson : JsonSerializerContext;
