using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Json;

/// <summary>A word of the server's vocabulary; one that this library does not know yet is kept as it came.</summary>
internal interface IOpenWord<TSelf>
    where TSelf : IOpenWord<TSelf>
{
    string Value { get; }

    static abstract TSelf From(string value);
}

/// <summary>Marks a converter whose JSON is a string.</summary>
internal interface IStringConverter;

internal sealed class OpenWordConverter<T> : JsonConverter<T>, IStringConverter
    where T : struct, IOpenWord<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
