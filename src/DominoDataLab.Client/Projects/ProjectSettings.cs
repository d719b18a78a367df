using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Projects;

/// <summary>The default settings of a project's executions.</summary>
public sealed record ProjectSettings
{
    /// <summary>Gets the ID of the environment.</summary>
    public string? DefaultEnvironmentId { get; init; }

    /// <summary>Gets the revision of the environment.</summary>
    [JsonPropertyName("defaultEnvironmentRevisionSpec")]
    public RevisionChoice? DefaultEnvironmentRevision { get; init; }

    /// <summary>Gets the ID of the hardware tier.</summary>
    public string? DefaultHardwareTierId { get; init; }

    /// <summary>Gets the size of the volume of an execution in GiB.</summary>
    [JsonPropertyName("defaultVolumeSizeGiB")]
    public double DefaultVolumeSizeGiB { get; init; }

    /// <summary>Gets the smallest size of the volume in GiB.</summary>
    [JsonPropertyName("minVolumeSizeGiB")]
    public double MinVolumeSizeGiB { get; init; }

    /// <summary>Gets the largest size of the volume in GiB.</summary>
    [JsonPropertyName("maxVolumeSizeGiB")]
    public double MaxVolumeSizeGiB { get; init; }

    /// <summary>Gets the size that the deployment recommends, in GiB.</summary>
    [JsonPropertyName("recommendedVolumeSizeGiB")]
    public double RecommendedVolumeSizeGiB { get; init; }

    /// <summary>Gets the mode of Spark: <c>Local</c>, <c>Standalone</c>, <c>Yarn</c> or <c>OnDemand</c>.</summary>
    public string? SparkClusterMode { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The changes to a project's settings. Members that are null are not changed.</summary>
public sealed record UpdateProjectSettingsRequest
{
    /// <summary>Gets the ID or name of the environment. It is checked before anything is changed.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>Gets the revision of the environment.</summary>
    public RevisionChoice? DefaultEnvironmentRevision { get; init; }

    /// <summary>Gets the ID or name of the hardware tier. It is checked before anything is changed.</summary>
    public string? DefaultHardwareTier { get; init; }

    /// <summary>
    /// Gets the size of the volume of an execution in GiB, from <see cref="ProjectSettings.MinVolumeSizeGiB"/> to
    /// <see cref="ProjectSettings.MaxVolumeSizeGiB"/>.
    /// </summary>
    public double? DefaultVolumeSizeGiB { get; init; }
}

internal sealed record UpdateSettingsBody(
    string? DefaultEnvironmentId,
    RevisionChoice? DefaultEnvironmentRevisionSpec,
    string? DefaultHardwareTierId,
    [property: JsonPropertyName("defaultVolumeSizeGiB")] double? DefaultVolumeSizeGiB
);
