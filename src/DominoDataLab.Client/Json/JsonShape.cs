using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Client.Json;

/// <summary>Says in the words of JSON what a type expects at a path, and what is there instead.</summary>
internal static class JsonShape
{
    /// <param name="root">The JSON as it came.</param>
    /// <param name="type">The type that it does not fit.</param>
    /// <param name="path">The path at which the serializer stopped, or null if it did not say.</param>
    public static ResponseFormatException Describe(JsonElement root, JsonTypeInfo type, string? path)
    {
        var (reached, shape, nullable) = ("$", (JsonTypeInfo?)type, false);
        JsonElement? element = root;
        foreach (var step in JsonPath.Steps(path ?? "$"))
        {
            reached += step.StartsWith('[') ? step : JsonPath.Member(step);
            element = Child(element, step);
            (shape, nullable) = Child(shape, step);
            if (element is null)
            {
                break;
            }
        }

        if (element is { ValueKind: JsonValueKind.Object } value && shape is { Kind: JsonTypeInfoKind.Object })
        {
            foreach (var property in shape.Properties.Where(property => property.IsRequired && Child(value, property.Name) is null))
            {
                return new(
                    $"{reached}.{property.Name}",
                    Expected(Of(property.PropertyType, shape), property.PropertyType, property.IsSetNullable),
                    null
                );
            }
        }

        var expected = Expected(shape, shape?.Type, nullable);
        return new(reached, element is { } found && HasKind(found.ValueKind, expected) ? "a valid value" : expected, element?.GetRawText());
    }

    private static string Expected(JsonTypeInfo? shape, Type? type, bool nullable)
    {
        var plain = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        var kind =
            shape?.Kind switch
            {
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
                JsonTypeInfoKind.Enumerable => "an array",
                _ => null,
            }
            ?? Type.GetTypeCode(plain) switch
            {
                TypeCode.String => "a string",
                TypeCode.Boolean => "true or false",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
                >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
                _ => plain == typeof(DateTimeOffset) || plain == typeof(DateTime) ? "a date and time"
                : shape?.Converter is IStringConverter ? "a string"
                : "a valid value",
            };
        return nullable ? kind + " or null" : kind;
    }

    private static bool HasKind(JsonValueKind kind, string expected) =>
        kind switch
        {
            JsonValueKind.Object => expected.StartsWith("an object", StringComparison.Ordinal),
            JsonValueKind.Array => expected.StartsWith("an array", StringComparison.Ordinal),
            JsonValueKind.String => expected.StartsWith("a string", StringComparison.Ordinal),
            JsonValueKind.Number => expected.Contains("number", StringComparison.Ordinal),
            JsonValueKind.True or JsonValueKind.False => expected.StartsWith("true", StringComparison.Ordinal),
            _ => false,
        };

    private static JsonElement? Child(JsonElement? element, string step)
    {
        if (element is not { } value)
        {
            return null;
        }

        if (step.StartsWith('['))
        {
            return
                value.ValueKind == JsonValueKind.Array
                && int.TryParse(step.AsSpan(1, step.Length - 2), CultureInfo.InvariantCulture, out var index)
                && index < value.GetArrayLength()
                ? value[index]
                : null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (Name(property).Equals(step, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static (JsonTypeInfo? Shape, bool Nullable) Child(JsonTypeInfo? shape, string step)
    {
        if (shape is null)
        {
            return default;
        }

        if (shape.ElementType is { } element)
        {
            return (Of(element, shape), false);
        }

        foreach (var property in shape.Properties)
        {
            if (property.Name.Equals(step, StringComparison.OrdinalIgnoreCase))
            {
                return (Of(property.PropertyType, shape), property.IsSetNullable && !property.PropertyType.IsValueType);
            }
        }

        return default;
    }

    private static JsonTypeInfo? Of(Type type, JsonTypeInfo parent) => parent.Options.TryGetTypeInfo(type, out var found) ? found : null;

    // A name with half a surrogate pair is not a valid string.
    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
