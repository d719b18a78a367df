using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Json;

/// <summary>Reads and checks the members of a JSON object that a user sent.</summary>
internal static class JsonReading
{
    /// <summary>Gets a string of the body, or null if it is missing or null.</summary>
    public static string? Text(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw DomainException.Invalid($"'{name}' must be a string."),
        };

    public static string RequiredText(this JsonObject body, string name) =>
        body.Text(name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw DomainException.Invalid($"'{name}' is missing or empty.");

    /// <summary>A number of the body, written as it came: no digit is lost.</summary>
    public static string? Number(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
            _ => throw DomainException.Invalid($"'{name}' must be a number."),
        };

    public static string RequiredNumber(this JsonObject body, string name) =>
        body.Number(name) ?? throw DomainException.Invalid($"'{name}' is missing.");

    /// <summary>A list of the body, each entry an object.</summary>
    public static List<JsonObject> RequiredObjects(this JsonObject body, string name) =>
        body[name] is JsonArray items && items.All(item => item is JsonObject)
            ? [.. items.Cast<JsonObject>()]
            : throw DomainException.Invalid($"'{name}' must be an array of objects.");

    /// <summary>Gets an array of strings of the body.</summary>
    public static List<string> Texts(this JsonObject body, string name) =>
        body[name] is JsonArray list && list.All(item => item is JsonValue value && value.TryGetValue<string>(out _))
            ? [.. list.Select(item => item!.GetValue<string>())]
            : throw DomainException.Invalid($"'{name}' must be an array of strings.");

    /// <summary>Gets an object of strings of the body. It is empty if it is missing or null.</summary>
    public static Dictionary<string, string> TextMap(this JsonObject body, string name) =>
        body[name] switch
        {
            null => [],
            JsonObject texts => texts.ToDictionary(
                pair => pair.Key,
                pair => texts.Text(pair.Key) ?? throw DomainException.Invalid($"'{name}.{pair.Key}' must be a string.")
            ),
            _ => throw DomainException.Invalid($"'{name}' must be an object of strings."),
        };

    public static bool? Flag(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            _ => throw DomainException.Invalid($"'{name}' must be true or false."),
        };
}
