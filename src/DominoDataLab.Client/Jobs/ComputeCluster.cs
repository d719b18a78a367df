using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>A compute cluster that runs together with a job.</summary>
public sealed record ComputeCluster
{
    /// <summary>Gets the type: <c>Spark</c>, <c>Ray</c>, <c>Dask</c> or <c>MPI</c>. Case matters.</summary>
    [JsonPropertyName("clusterType")]
    public required string Type { get; init; }

    /// <summary>Gets the environment of the workers: an ID or a name in a request, an ID in a reply.</summary>
    [JsonPropertyName("computeEnvironmentId")]
    public required string Environment { get; init; }

    /// <summary>The environment's revision. If null, the server uses the active revision.</summary>
    [JsonPropertyName("computeEnvironmentRevisionSpec")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>
    /// Gets the hardware tier of the master: an ID or a name in a request, an ID in a reply. Required unless the type is <c>MPI</c>.
    /// </summary>
    [JsonPropertyName("masterHardwareTierId")]
    [JsonConverter(typeof(TierIdConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MasterHardwareTier { get; init; }

    /// <summary>Gets the hardware tier of the workers: an ID or a name in a request, an ID in a reply.</summary>
    [JsonPropertyName("workerHardwareTierId")]
    [JsonConverter(typeof(TierIdConverter))]
    public required string WorkerHardwareTier { get; init; }

    /// <summary>Gets the number of workers, at least 1. If <see cref="MaxWorkerCount"/> is set, it is the minimum.</summary>
    public required int WorkerCount { get; init; }

    /// <summary>Gets the maximum number of workers, at least <see cref="WorkerCount"/>. If null, the cluster does not scale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxWorkerCount { get; init; }

    /// <summary>Gets the storage of each worker. If null, the server's default is used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StorageSize? WorkerStorage { get; init; }

    /// <summary>Gets the settings of the cluster's software, such as Spark's. Optional.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? ExtraConfigs { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map. They are sent, too.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Converts the ID of a hardware tier, which the JSON wraps once as <c>{"value": id}</c>.</summary>
internal sealed class TierIdConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        using var json = JsonDocument.ParseValue(ref reader);
        return
            json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("value", out var id)
            && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : throw new JsonException("A hardware tier must be an ID or an object with 'value'.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }
}
