using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>The JSON schema of a parameter's type, as far as Airflow compares types.</summary>
internal static class ValueSchema
{
    /// <summary>Gets the schema, or null if any value may fit.</summary>
    public static Dictionary<string, object?>? Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) is { } schema
                ? new()
                {
                    ["anyOf"] = new object[]
                    {
                        schema,
                        new Dictionary<string, object?> { ["type"] = "null" },
                    },
                }
                : null;
        }

        return type switch
        {
            _ when type == typeof(string) => Simple("string"),
            _ when type == typeof(bool) => Simple("boolean"),
            _ when type == typeof(long) => Simple("integer", "int64"),
            _ when type == typeof(int) => Simple("integer", "int32"),
            _ when type == typeof(short) => Range(short.MinValue, short.MaxValue),
            _ when type == typeof(ushort) => Range(ushort.MinValue, ushort.MaxValue),
            _ when type == typeof(sbyte) => Range(sbyte.MinValue, sbyte.MaxValue),
            _ when type == typeof(byte) => Range(byte.MinValue, byte.MaxValue),
            _ when type == typeof(uint) => Range(uint.MinValue, uint.MaxValue),
            _ when type == typeof(double) => Simple("number", "double"),
            _ when type == typeof(float) => Simple("number", "float"),
            _ when type == typeof(DateTimeOffset) => Simple("string", "date-time"),
            _ when type.IsEnum || type.Assembly == typeof(JsonElement).Assembly || type.Assembly == typeof(object).Assembly => null,
            _ => Simple("object"),
        };
    }

    private static Dictionary<string, object?> Simple(string type, string? format = null)
    {
        var schema = new Dictionary<string, object?> { ["type"] = type };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static Dictionary<string, object?> Range(long minimum, long maximum) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = minimum,
            ["maximum"] = maximum,
        };
}
