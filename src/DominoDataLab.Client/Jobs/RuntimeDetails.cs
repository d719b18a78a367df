using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>What a job ran on.</summary>
public sealed record RuntimeDetails
{
    /// <summary>The environment.</summary>
    public RuntimeEnvironment? Environment { get; init; }

    /// <summary>The hardware tier.</summary>
    public RuntimeHardwareTier? HardwareTier { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The environment that a job ran in.</summary>
public sealed record RuntimeEnvironment
{
    /// <summary>Its id.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Its name.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Its revision's number.</summary>
    public int? RevisionNumber { get; init; }
}

/// <summary>The hardware tier that a job ran on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsArchived">Whether it has been archived since.</param>
public sealed record RuntimeHardwareTier(string Id, string Name, bool IsArchived = false);
