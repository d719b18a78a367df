using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.Airflow.Supervisor.Wire;

/// <summary>
/// JSON for MessagePack values that JSON does not have: a timestamp or another extension is <c>{"$extension": type, "hex": data}</c>,
/// binary data is <c>{"$binary": hex}</c>, NaN and the infinities are <c>{"$float": name}</c>.
/// </summary>
internal static class WireValue
{
    public const string Extension = "$extension";
    public const string Binary = "$binary";
    public const string NotFinite = "$float";
    public const sbyte TimestampType = -1;

    /// <summary>Gets the timestamp extension that a supervisor sends for a date.</summary>
    public static JsonObject Timestamp(DateTimeOffset date)
    {
        var ticks = date.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        var nanoseconds = (ulong)rest * 100;
        var hex =
            nanoseconds == 0 && seconds <= uint.MaxValue
                ? seconds.ToString("x8", CultureInfo.InvariantCulture)
                : ((nanoseconds << 34) | (ulong)seconds).ToString("x16", CultureInfo.InvariantCulture);
        return new JsonObject { [Extension] = TimestampType, ["hex"] = hex };
    }

    public static JsonObject? Timestamp(DateTimeOffset? date) => date is { } known ? Timestamp(known) : null;

    /// <summary>Gets a number that stays a float: 1.0 is not written as 1.</summary>
    public static JsonNode Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return new JsonObject { [NotFinite] = value.ToString(CultureInfo.InvariantCulture) };
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text)!;
    }

    /// <summary>Gets the string in a property, or null if the property is absent, null or not a string.</summary>
    public static string? Text(this JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Integer(this JsonObject from, string name) => AsInteger(from[name]);

    /// <summary>Gets a whole number of 64 bits, or null if the value is something else.</summary>
    public static long? AsInteger(JsonNode? node) =>
        node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number ? null
        : value.TryGetValue<long>(out var number) ? number
        : value.TryGetValue<int>(out var small) ? small
        : value.TryGetValue<sbyte>(out var tiny) ? tiny
        : null;

    public static bool Flag(this JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
}
