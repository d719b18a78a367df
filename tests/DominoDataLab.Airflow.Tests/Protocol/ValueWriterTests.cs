using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Tests.Protocol;

public sealed class ValueWriterTests
{
    public static TheoryData<object?, string> ExactValues =>
        new()
        {
            { null, "c0" },
            { 0, "00" },
            { -1, "ff" },
            { 128, "cc80" },
            { 9007199254740993, "cf0020000000000001" },
            { -2147483649, "d3ffffffff7fffffff" },
            { 3.0, "cb4008000000000000" },
            { 0.1f, "cb3fb999999999999a" },
            { 12m, "0c" },
            { 1.50m, "cb3ff8000000000000" },
            { "é", "a2c3a9" },
            { new object?[] { true, null }, "92c3c0" },
            {
                new Dictionary<string, int> { ["n"] = 1 },
                "81a16e01"
            },
            { JsonElement.Parse("""{"a":1.0}"""), "81a161cb3ff0000000000000" },
        };

    [Theory]
    [MemberData(nameof(ExactValues))]
    public void Values_are_encoded_exactly(object? value, string expected) => Assert.Equal(expected, Hex(value));

    [Fact]
    public void Doubles_of_an_added_class_stay_floating_point_numbers()
    {
        var json = ValueReader.Read(ValueWriter.Encode(new Measurement(10, 2), Types(), "value"));
        Assert.Equal("""{"count":10,"the_rate":2.0}""", json.GetRawText());
    }

    public static TheoryData<object, string> RefusedValues =>
        new()
        {
            { double.NaN, "value: JSON cannot represent NaN" },
            {
                new Dictionary<string, object?> { ["rows"] = new object[] { 1, double.PositiveInfinity } },
                "value.rows[1]: JSON cannot represent Infinity"
            },
            {
                new List<Measurement> { new(1, 1), new(1, double.NaN) },
                "value[1].the_rate: JSON cannot represent NaN"
            },
            {
                new Nested([new Measurement(1, 1), new Measurement(2, double.NegativeInfinity)]),
                "value.all[1].the_rate: JSON cannot represent -Infinity"
            },
            {
                new List<string> { "ok", "half \ud800 pair" },
                "value[1]: The string contains half of a surrogate pair"
            },
            { ulong.MaxValue, "value: The number 18446744073709551615 does not fit into 64 bits" },
            { 0.12345678901234567890123m, "value: The number 0.1234567890123456789012" },
            {
                new Dictionary<int, string> { [1] = "a" },
                "value: The key '1' is not a string"
            },
            { new Version(1, 0), "value: The type System.Version is unknown" },
        };

    [Theory]
    [MemberData(nameof(RefusedValues))]
    public void A_value_that_JSON_cannot_hold_is_refused_with_its_place(object value, string expected)
    {
        var error = Assert.Throws<AirflowException>(() => ValueWriter.Encode(value, Types(), "value"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused()
    {
        var list = new List<object?>();
        list.Add(list);
        var error = Assert.Throws<AirflowException>(() => ValueWriter.Encode(list, Types(), "value"));
        Assert.Contains("reference to itself", error.Message, StringComparison.Ordinal);
    }

    private static string Hex(object? value) => Convert.ToHexStringLower(ValueWriter.Encode(value, Types(), "value").Span);

    private static JsonTypes Types()
    {
        var types = new JsonTypes();
        types.Add(TestJson.Default);
        return types;
    }
}

internal sealed record Measurement([property: JsonPropertyName("count")] int Count, [property: JsonPropertyName("the_rate")] double Rate);

internal sealed record Nested([property: JsonPropertyName("all")] IReadOnlyList<Measurement> All);

[JsonSerializable(typeof(Measurement))]
[JsonSerializable(typeof(Nested))]
internal sealed partial class TestJson : JsonSerializerContext;
