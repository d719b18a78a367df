using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>The environment, hardware tier and machine of a job.</summary>
public sealed record RuntimeDetails
{
    /// <summary>The environment.</summary>
    public RuntimeEnvironment? Environment { get; init; }

    /// <summary>The hardware tier.</summary>
    public RuntimeHardwareTier? HardwareTier { get; init; }

    /// <summary>Gets the machine, or null if the job has no machine yet.</summary>
    [JsonPropertyName("executorInfo")]
    public RuntimeExecutor? Executor { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The environment that a job ran in.</summary>
public sealed record RuntimeEnvironment
{
    /// <summary>Gets the ID.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Gets the name.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Gets the ID of the revision that the job ran in, or null.</summary>
    public string? EnvironmentRevisionId { get; init; }

    /// <summary>Gets the requested revision.</summary>
    [JsonPropertyName("environmentRevisionSpec")]
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>Gets the number of the revision, or null.</summary>
    public int? RevisionNumber { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The hardware tier that a job ran on.</summary>
public sealed record RuntimeHardwareTier
{
    /// <summary>Gets the ID.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>true if the tier is archived now; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The machine that a job ran on.</summary>
public sealed record RuntimeExecutor
{
    /// <summary>The instance's ID.</summary>
    [JsonPropertyName("executorInstanceId")]
    public string? InstanceId { get; init; }

    /// <summary>Gets the region.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the name, or null.</summary>
    public string? HumanName { get; init; }

    /// <summary>Gets the private address, or null if it is unknown.</summary>
    public string? PrivateAddress { get; init; }

    /// <summary>Gets the public address, or null if it is unknown.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
