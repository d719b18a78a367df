using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Airflow.Sdk.Json;

/// <summary>
/// Writes a double so that it stays a floating-point number: 3 is written as <c>3.0</c>, and NaN is found where it stands.
/// </summary>
internal sealed class ExactDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(value, text, out var length);
        ExactNumbers.Write(writer, text, length);
    }
}

/// <summary>Writes a float so that it stays a floating-point number.</summary>
internal sealed class ExactSingleConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetSingle();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(value, text, out var length);
        ExactNumbers.Write(writer, text, length);
    }
}

internal static class ExactNumbers
{
    private static readonly SearchValues<byte> IntegerCharacters = SearchValues.Create("-0123456789"u8);

    /// <summary>Writes a formatted number, whose buffer has room for two more characters.</summary>
    public static void Write(Utf8JsonWriter writer, Span<byte> text, int length)
    {
        if (text[..length].IndexOfAnyExcept(IntegerCharacters) < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
