using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Json;

/// <summary>A point in time, which some replies write as milliseconds since 1970 and others as a string.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? FromMilliseconds(reader.GetInt64()) : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());

    private static DateTimeOffset FromMilliseconds(long milliseconds) =>
        milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new JsonException($"{milliseconds} ms since 1970 is not a valid time.");
}
