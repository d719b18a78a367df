using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Environments;

/// <summary>A choice of an environment's revision: by a rule, or by ID.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RevisionChoice
{
    private RevisionChoice(string? rule, string? revisionId) => (Rule, RevisionId) = (rule, revisionId);

    /// <summary>The revision that the environment's owner activated.</summary>
    public static RevisionChoice Active { get; } = new("ActiveRevision", null);

    /// <summary>The latest revision.</summary>
    public static RevisionChoice Latest { get; } = new("LatestRevision", null);

    /// <summary>The revision for restricted projects.</summary>
    public static RevisionChoice Restricted { get; } = new("RestrictedRevision", null);

    /// <summary>The rule as the server writes it; null if a revision is named.</summary>
    public string? Rule { get; }

    /// <summary>The revision's ID; null if there is a rule.</summary>
    public string? RevisionId { get; }

    /// <summary>Chooses a revision by ID.</summary>
    /// <param name="revisionId">24 hexadecimal digits.</param>
    public static RevisionChoice One(string revisionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revisionId);
        return new(null, revisionId);
    }

    /// <summary>Returns the rule or the revision's ID.</summary>
    public override string ToString() => Rule ?? RevisionId!;

    internal sealed class Converter : JsonConverter<RevisionChoice>
    {
        public override RevisionChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new RevisionChoice(reader.GetString(), null);
            }

            using var json = JsonDocument.ParseValue(ref reader);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("revisionId", out var id)
                && id.ValueKind == JsonValueKind.String
                ? new RevisionChoice(null, id.GetString())
                : throw new JsonException("A revision must be a string or an object with 'revisionId'.");
        }

        public override void Write(Utf8JsonWriter writer, RevisionChoice value, JsonSerializerOptions options)
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
