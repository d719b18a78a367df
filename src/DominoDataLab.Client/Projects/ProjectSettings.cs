using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Projects;

/// <summary>What a project's executions start with.</summary>
public sealed record ProjectSettings
{
    /// <summary>Id of the environment.</summary>
    public string? DefaultEnvironmentId { get; init; }

    /// <summary>Which revision of it.</summary>
    [JsonPropertyName("defaultEnvironmentRevisionSpec")]
    public RevisionChoice? DefaultEnvironmentRevision { get; init; }

    /// <summary>Id of the hardware tier.</summary>
    public string? DefaultHardwareTierId { get; init; }

    /// <summary>Size of an execution's volume in GiB.</summary>
    [JsonPropertyName("defaultVolumeSizeGiB")]
    public double DefaultVolumeSizeGiB { get; init; }

    /// <summary>The least that it can be set to, in GiB.</summary>
    [JsonPropertyName("minVolumeSizeGiB")]
    public double MinVolumeSizeGiB { get; init; }

    /// <summary>The most that it can be set to, in GiB.</summary>
    [JsonPropertyName("maxVolumeSizeGiB")]
    public double MaxVolumeSizeGiB { get; init; }

    /// <summary>What the deployment recommends, in GiB.</summary>
    [JsonPropertyName("recommendedVolumeSizeGiB")]
    public double RecommendedVolumeSizeGiB { get; init; }

    /// <summary>Where Spark runs: <c>Local</c>, <c>Standalone</c>, <c>Yarn</c> or <c>OnDemand</c>.</summary>
    public string? SparkClusterMode { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>What to change of a project's settings; null leaves as it is.</summary>
public sealed record UpdateProjectSettingsRequest
{
    /// <summary>The environment, by id or by name. Checked before anything is changed.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>Which revision of it.</summary>
    public RevisionChoice? DefaultEnvironmentRevision { get; init; }

    /// <summary>The hardware tier, by id or by name. Checked before anything is changed.</summary>
    public string? DefaultHardwareTier { get; init; }

    /// <summary>Size of an execution's volume in GiB; see <see cref="ProjectSettings.MinVolumeSizeGiB"/> and <see cref="ProjectSettings.MaxVolumeSizeGiB"/>.</summary>
    public double? DefaultVolumeSizeGiB { get; init; }
}

/// <summary>Which revision of an environment: one that moves with the environment, or one by its id.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RevisionChoice
{
    private RevisionChoice(string value, bool isId) => (Value, IsId) = (value, isId);

    /// <summary>The one that its owner has made active.</summary>
    public static RevisionChoice Active { get; } = new("ActiveRevision", false);

    /// <summary>The newest that was built.</summary>
    public static RevisionChoice Latest { get; } = new("LatestRevision", false);

    /// <summary>The one that restricted projects use.</summary>
    public static RevisionChoice Restricted { get; } = new("RestrictedRevision", false);

    /// <summary>The server's word, or the revision's id.</summary>
    public string Value { get; }

    /// <summary>Whether it is one revision by its id.</summary>
    public bool IsId { get; }

    /// <summary>One revision.</summary>
    /// <param name="revisionId">24 hexadecimal digits.</param>
    public static RevisionChoice One(string revisionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revisionId);
        return new(revisionId, true);
    }

    /// <summary>The word or the id.</summary>
    public override string ToString() => Value ?? "";

    internal sealed class Converter : JsonConverter<RevisionChoice>
    {
        public override RevisionChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? new(reader.GetString()!, false)
            : new(JsonSerializer.Deserialize(ref reader, ProjectsJson.Default.RevisionId)!.Id, true);

        public override void Write(Utf8JsonWriter writer, RevisionChoice value, JsonSerializerOptions options)
        {
            if (value.IsId)
            {
                JsonSerializer.Serialize(writer, new RevisionId(value.Value), ProjectsJson.Default.RevisionId);
            }
            else
            {
                writer.WriteStringValue(value.Value);
            }
        }
    }
}

internal sealed record RevisionId([property: JsonPropertyName("revisionId")] string Id);

internal sealed record UpdateSettingsBody(
    string? DefaultEnvironmentId,
    RevisionChoice? DefaultEnvironmentRevisionSpec,
    string? DefaultHardwareTierId,
    [property: JsonPropertyName("defaultVolumeSizeGiB")] double? DefaultVolumeSizeGiB);
