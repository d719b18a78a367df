using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>Which revision of an environment: one by a rule, or one by its id.</summary>
[JsonConverter(typeof(Converter))]
public sealed record EnvironmentRevisionSpec
{
    private EnvironmentRevisionSpec(string? rule, string? revisionId) => (Rule, RevisionId) = (rule, revisionId);

    /// <summary>The revision that the environment's owner made the active one.</summary>
    public static EnvironmentRevisionSpec Active { get; } = new("ActiveRevision", null);

    /// <summary>The newest revision.</summary>
    public static EnvironmentRevisionSpec Latest { get; } = new("LatestRevision", null);

    /// <summary>The revision for restricted projects.</summary>
    public static EnvironmentRevisionSpec Restricted { get; } = new("RestrictedRevision", null);

    /// <summary>The rule as the server writes it; null if a revision is named.</summary>
    public string? Rule { get; }

    /// <summary>The revision's id; null if there is a rule.</summary>
    public string? RevisionId { get; }

    /// <summary>A certain revision.</summary>
    /// <param name="id">24 hexadecimal digits.</param>
    public static EnvironmentRevisionSpec Revision(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new(null, id);
    }

    /// <summary>The rule, or the revision's id.</summary>
    public override string ToString() => Rule ?? RevisionId!;

    internal sealed class Converter : JsonConverter<EnvironmentRevisionSpec>
    {
        public override EnvironmentRevisionSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new EnvironmentRevisionSpec(reader.GetString(), null);
            }

            using var json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("revisionId", out var id) && id.ValueKind == JsonValueKind.String
                ? new EnvironmentRevisionSpec(null, id.GetString())
                : throw new JsonException("A revision is a word, or an object with 'revisionId'.");
        }

        public override void Write(Utf8JsonWriter writer, EnvironmentRevisionSpec value, JsonSerializerOptions options)
        {
            if (value.Rule is not null)
            {
                writer.WriteStringValue(value.Rule);
                return;
            }

            writer.WriteStartObject();
            writer.WriteString("revisionId", value.RevisionId);
            writer.WriteEndObject();
        }
    }
}
