using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>Which revision of an environment a scheduled job takes when it fires.</summary>
/// <param name="Value">The word, or the revision's id.</param>
/// <param name="IsRevisionId">Whether it is an id.</param>
[JsonConverter(typeof(EnvironmentRevisionSpecConverter))]
public readonly record struct EnvironmentRevisionSpec(string Value, bool IsRevisionId = false)
{
    /// <summary>The revision that the environment's jobs run on.</summary>
    public static EnvironmentRevisionSpec Active { get; } = new("ActiveRevision");

    /// <summary>The newest revision.</summary>
    public static EnvironmentRevisionSpec Latest { get; } = new("LatestRevision");

    /// <summary>The revision that the environment is restricted to.</summary>
    public static EnvironmentRevisionSpec Restricted { get; } = new("RestrictedRevision");

    /// <summary>One revision for good.</summary>
    /// <param name="revisionId">24 hexadecimal digits.</param>
    public static EnvironmentRevisionSpec Revision(string revisionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revisionId);
        return new(revisionId, IsRevisionId: true);
    }

    /// <summary>The word or the id.</summary>
    public override string ToString() => Value;
}

internal sealed class EnvironmentRevisionSpecConverter : JsonConverter<EnvironmentRevisionSpec>
{
    public override EnvironmentRevisionSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new(reader.GetString()!);
        }

        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement is { ValueKind: JsonValueKind.Object } revision && revision.TryGetProperty("revisionId", out var id) && id.GetString() is { } text
            ? new(text, IsRevisionId: true)
            : throw new JsonException("An environment's revision must be a word or an object with 'revisionId'.");
    }

    public override void Write(Utf8JsonWriter writer, EnvironmentRevisionSpec value, JsonSerializerOptions options)
    {
        if (!value.IsRevisionId)
        {
            writer.WriteStringValue(value.Value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("revisionId", value.Value);
        writer.WriteEndObject();
    }
}
