using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>Who started a job.</summary>
public sealed record JobUser
{
    /// <summary>The user's id.</summary>
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
    /// <summary>The tag's id.</summary>
    [JsonPropertyName("tagId")]
    public required string Id { get; init; }

    /// <summary>The tag.</summary>
    public required string Name { get; init; }

    /// <summary>When it was given.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Id of the user who gave it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Gets the project's ID.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>What a job used at a moment.</summary>
public sealed record JobUsage
{
    /// <summary>Processor use in percent of what the job may use.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory in GiB.</summary>
    public double Memory { get; init; }

    /// <summary>When; null in <see cref="Job.Usage"/>.</summary>
    [JsonPropertyName("timestamp")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A statistic that a job left.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as text.</param>
public sealed record JobStatistic(string Name, string Value)
{
    /// <summary>Its value, if that is a number.</summary>
    [JsonIgnore]
    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A place of a deployment where jobs run.</summary>
public sealed record JobDataPlane
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is the deployment's own.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether it works.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
