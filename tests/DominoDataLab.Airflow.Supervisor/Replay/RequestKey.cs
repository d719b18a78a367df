using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Replay;

/// <summary>The part of a request that two runtimes have in common when they ask for the same thing.</summary>
internal static class RequestKey
{
    // The time of the moment, the length that is sent for lists and maps, and a free text.
    private static readonly HashSet<string> Ignored =
    [
        "end_date",
        "reschedule_date",
        "mapped_length",
        "ti_id",
        "retry_reason",
        "rendered_map_index",
    ];

    // The recorded runtime chose these freely.
    private static readonly HashSet<string> ByTypeAlone = ["DeferTask", "SkipDownstreamTasks", "SucceedTask", "AwaitInputTask"];

    public static string Of(JsonObject request)
    {
        var type = request.Text("type")!;
        if (ByTypeAlone.Contains(type))
        {
            return type;
        }

        var fields = request
            .Where(pair => !Ignored.Contains(pair.Key) && !IsDefault(pair.Key, pair.Value) && !(pair.Key == "name" && type == "MaskSecret"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={Text(pair.Value)}");
        return $"{type} {string.Join(' ', fields)}";
    }

    private static bool IsDefault(string name, JsonNode? value) =>
        (name, value) switch
        {
            ("value", _) => false,
            ("type" or "state", _) => true,
            (_, null) or (_, JsonArray { Count: 0 }) or (_, JsonObject { Count: 0 }) => true,
            ("map_index", _) => WireValue.AsInteger(value) == -1,
            ("try_number", _) => WireValue.AsInteger(value) == 1,
            ("offset", _) => WireValue.AsInteger(value) == 0,
            ("limit", _) => WireValue.AsInteger(value) == 1000,
            ("ascending", _) => value.GetValueKind() == JsonValueKind.True,
            _ => value.GetValueKind() == JsonValueKind.False,
        };

    private static string Text(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonObject map => "{"
                + string.Join(',', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Text(pair.Value)}"))
                + "}",
            JsonArray list => "[" + string.Join(',', list.Select(Text)) + "]",
            JsonValue simple when simple.GetValueKind() == JsonValueKind.String => Date(simple.GetValue<string>()),
            JsonValue simple when simple.GetValueKind() == JsonValueKind.Number => double.Parse(
                    simple.ToJsonString(),
                    CultureInfo.InvariantCulture
                )
                .ToString("R", CultureInfo.InvariantCulture),
            _ => value.ToJsonString(),
        };

    private static string Date(string text) =>
        text.Length > 18 && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var date)
            ? date.UtcDateTime.ToString("O")
            : text;
}
