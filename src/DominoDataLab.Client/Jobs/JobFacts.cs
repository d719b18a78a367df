using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The user who started a job.</summary>
public sealed record JobUser
{
    /// <summary>The user's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The user name.</summary>
    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A tag on a job.</summary>
public sealed record JobTag
{
    /// <summary>Gets the ID of the tag.</summary>
    [JsonPropertyName("tagId")]
    public required string Id { get; init; }

    /// <summary>Gets the name of the tag.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time when the tag was added.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the ID of the user who added it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Gets the project's ID.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The resource usage of a job at a point in time.</summary>
public sealed record JobUsage
{
    /// <summary>Gets the CPU usage in percent of the CPU that the job can use.</summary>
    [JsonPropertyName("cpu")]
    public double CpuPercent { get; init; }

    /// <summary>Gets the memory usage in GiB.</summary>
    [JsonPropertyName("memory")]
    public double MemoryGiB { get; init; }

    /// <summary>Gets the time of the measurement. Null in <see cref="Job.Usage"/>.</summary>
    [JsonPropertyName("timestamp")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A statistic that a job wrote.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value, as a string.</param>
public sealed record JobStatistic(string Name, string Value)
{
    /// <summary>Gets the value as a number, or null if it is not a number.</summary>
    [JsonIgnore]
    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A data plane: a cluster on which jobs run.</summary>
public sealed record JobDataPlane
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>true if the data plane is part of the deployment itself; otherwise, false.</summary>
    public bool IsLocal { get; init; }

    /// <summary>true if the data plane is healthy; otherwise, false.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
