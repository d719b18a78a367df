using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>Reads names of columns. Python sends the names of columns without names as numbers.</summary>
internal sealed class ColumnNamesConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : name.GetRawText()),
        ];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
