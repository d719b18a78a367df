using System.Globalization;
using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>Values of log records: numbers, strings and Booleans keep their JSON type, and all else becomes its string form.</summary>
internal static class LogValues
{
    /// <summary>Formats a value that has no JSON type of its own.</summary>
    public static object? Simplify(object? value)
    {
        switch (value)
        {
            case null or string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                return value;
            case double number when double.IsFinite(number):
                return value;
            case float number when float.IsFinite(number):
                return value;
        }

        try
        {
            return value switch
            {
                DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                JsonElement { ValueKind: JsonValueKind.Undefined } => null,
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
        }
        catch (Exception exception)
        {
            return $"<{value.GetType().Name}.ToString() threw {exception.GetType().Name}>";
        }
    }

    /// <summary>Writes a simplified value.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
