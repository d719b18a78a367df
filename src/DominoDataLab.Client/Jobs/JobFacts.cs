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
    /// <summary>The tag's ID.</summary>
    [JsonPropertyName("tagId")]
    public required string Id { get; init; }

    /// <summary>The tag.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time when it was given.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the ID of the user who gave it.</summary>
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
    /// <summary>Processor use in percent of what the job may use.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory in GiB.</summary>
    public double Memory { get; init; }

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
    /// <summary>Gets the value, if that is a number.</summary>
    [JsonIgnore]
    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A data plane, on which jobs run.</summary>
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
