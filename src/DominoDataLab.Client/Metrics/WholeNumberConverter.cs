using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Metrics;

/// <summary>Writes a whole number without an exponent. .NET writes 1E+15 otherwise.</summary>
internal sealed class WholeNumberConverter : JsonConverter<double>
{
    private const double LargestExact = 9_007_199_254_740_992;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (Math.Abs(value) <= LargestExact && Math.Truncate(value) == value)
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
