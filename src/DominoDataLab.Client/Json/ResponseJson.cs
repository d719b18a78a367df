using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Client.Json;

/// <summary>Deserializes what a server sent. Whatever is wrong with it becomes one exception that says what and where.</summary>
internal static class ResponseJson
{
    /// <summary>The expectation for a body that cannot be parsed.</summary>
    public const string ValidJson = "valid JSON";

    // Enough for an excerpt, whatever the length of its characters.
    private const int ExcerptBytes = 4096;

    /// <exception cref="ResponseFormatException">The bytes are not JSON of this type.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
    {
        var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            return Complete(JsonSerializer.Deserialize(text.Span, type), type, () => JsonDocument.Parse(text).RootElement);
        }
        catch (Exception e) when (IsFormat(e))
        {
            JsonElement root;
            try
            {
                using var document = JsonDocument.Parse(text);
                root = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                throw new ResponseFormatException((e as JsonException)?.Path ?? "$", ValidJson, Excerpt(text));
            }

            throw JsonShape.Describe(root, type, (e as JsonException)?.Path);
        }
    }

    /// <summary>Deserializes a part of a response.</summary>
    /// <param name="element">The part.</param>
    /// <param name="type">The type to deserialize.</param>
    /// <param name="path">The JSON path of the part.</param>
    /// <exception cref="ResponseFormatException">The element is not JSON of this type.</exception>
    public static T Read<T>(JsonElement element, JsonTypeInfo<T> type, string path = "$")
    {
        try
        {
            return Complete(element.Deserialize(type), type, () => element);
        }
        catch (ResponseFormatException e) when (path != "$")
        {
            throw new ResponseFormatException(path + e.Path[1..], e.Expected, e.Found);
        }
        catch (Exception e) when (IsFormat(e))
        {
            var fault = JsonShape.Describe(element, type, (e as JsonException)?.Path);
            throw new ResponseFormatException(path + fault.Path[1..], fault.Expected, fault.Found);
        }
    }

    /// <summary>Deserializes a value within a converter. The serializer that calls the converter knows the path.</summary>
    /// <exception cref="JsonException">The value is not JSON of this type.</exception>
    public static T Read<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type)
    {
        try
        {
            return Read(JsonElement.ParseValue(ref reader), type);
        }
        catch (ResponseFormatException)
        {
            throw new JsonException();
        }
    }

    /// <summary>Returns the beginning of a body, or null if the body is empty.</summary>
    public static string? Excerpt(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? null : Encoding.UTF8.GetString(json.Span[..Math.Min(json.Length, ExcerptBytes)]);

    private static T Complete<T>(T? value, JsonTypeInfo<T> type, Func<JsonElement> root) =>
        value is null ? throw JsonShape.Describe(root(), type, "$")
        : NullFinder.Find(value, type) is { } path ? throw JsonShape.Describe(root(), type, path)
        : value;

    // Converters, constructors and setters of models run here, and nothing else does: each of their failures is the JSON's.
    private static bool IsFormat(Exception e) => e is not (ResponseFormatException or OutOfMemoryException);
}
