using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>A cluster of workers beside a job.</summary>
public sealed record ComputeCluster
{
    /// <summary><c>Spark</c>, <c>Ray</c>, <c>Dask</c> or <c>MPI</c>, in this spelling.</summary>
    [JsonPropertyName("clusterType")]
    public required string Type { get; init; }

    /// <summary>The workers' environment: by ID or by name when a job is started, by id in replies.</summary>
    [JsonPropertyName("computeEnvironmentId")]
    public required string Environment { get; init; }

    /// <summary>The environment's revision. If null, the server uses the active revision.</summary>
    [JsonPropertyName("computeEnvironmentRevisionSpec")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>
    /// The master's hardware tier: by ID or by name when a job is started, by id in replies. Needed unless the type is <c>MPI</c>.
    /// </summary>
    [JsonPropertyName("masterHardwareTierId")]
    [JsonConverter(typeof(TierIdConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MasterHardwareTier { get; init; }

    /// <summary>The workers' hardware tier: by ID or by name when a job is started, by id in replies.</summary>
    [JsonPropertyName("workerHardwareTierId")]
    [JsonConverter(typeof(TierIdConverter))]
    public required string WorkerHardwareTier { get; init; }

    /// <summary>Workers, at least 1; the least of them if <see cref="MaxWorkerCount"/> is set.</summary>
    public required int WorkerCount { get; init; }

    /// <summary>The most workers, not below <see cref="WorkerCount"/>. If null, the cluster does not scale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxWorkerCount { get; init; }

    /// <summary>Storage of each worker. If null, the server's default is used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StorageSize? WorkerStorage { get; init; }

    /// <summary>Settings of the cluster's own software, such as Spark's. Optional.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? ExtraConfigs { get; init; }

    /// <summary>Fields that this library does not know; they are sent too.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A tier's id, which the wire wraps as <c>{"value": id}</c>, once.</summary>
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
            : throw new JsonException("A hardware tier is an id, or an object with 'value'.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }
}
