using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.DataSources;

/// <summary>Reads a map of settings. A value that is not a string is kept as JSON text, and null is left out.</summary>
internal sealed class SettingsConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var settings = new Dictionary<string, string>();
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    settings[member.Name] =
                        member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
                }
            }
        }

        return settings;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, setting) in value)
        {
            writer.WriteString(name, setting);
        }

        writer.WriteEndObject();
    }
}
