using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>The XComs of all runs.</summary>
internal sealed class XComs
{
    private const int MaxMapLength = 1024;
    private readonly SortedDictionary<(string Dag, string Run, string Task, string Key, int MapIndex), JsonNode?> _values = [];
    private readonly Dictionary<(string Dag, string Run, string Task, string Key, int MapIndex), long?> _mappedLengths = [];

    public void Set(string dag, string run, string task, string key, JsonNode? value, int mapIndex = -1) =>
        _values[(dag, run, task, key, mapIndex)] = value;

    public JsonNode? Get(string dag, string run, string task, string key = "return_value", int mapIndex = -1) =>
        _values.GetValueOrDefault((dag, run, task, key, mapIndex));

    public bool Contains(string dag, string run, string task, string key = "return_value", int mapIndex = -1) =>
        _values.ContainsKey((dag, run, task, key, mapIndex));

    /// <summary>Gets the mapped_length that a push named; null if it named none.</summary>
    public long? MappedLength(string dag, string run, string task) =>
        _mappedLengths.GetValueOrDefault((dag, run, task, "return_value", -1));

    public Reply? Answer(string type, JsonObject request)
    {
        if (
            request.Text("dag_id") is not { } dag
            || request.Text("run_id") is not { } run
            || request.Text("task_id") is not { } task
            || request.Text("key") is not { } key
        )
        {
            return null;
        }

        var mapIndex = (int)(request.Integer("map_index") ?? -1);
        switch (type)
        {
            case "GetXCom":
                return Reply.Of(
                    "XComResult",
                    new JsonObject { ["key"] = key, ["value"] = Get(dag, run, task, key, mapIndex)?.DeepClone() }
                );
            case "SetXCom":
                return Push(request, (dag, run, task, key, mapIndex));
            case "DeleteXCom":
                _values.Remove((dag, run, task, key, mapIndex));
                return Reply.Empty;
            case "GetXComCount":
                return Reply.Of("XComCountResponse", new JsonObject { ["len"] = Sequence(dag, run, task, key).Count });
            case "GetXComSequenceItem":
                var all = Sequence(dag, run, task, key);
                var at = request.Integer("offset")!.Value;
                at += at < 0 ? all.Count : 0;
                return at >= 0 && at < all.Count
                    ? Reply.Of("XComSequenceIndexResult", new JsonObject { ["root"] = all[(int)at]?.DeepClone() })
                    : Reply.NotFound("XCOM_NOT_FOUND", "key", key);
            case "GetXComSequenceSlice":
                var slice = Slice(
                    Sequence(dag, run, task, key),
                    request.Integer("start"),
                    request.Integer("stop"),
                    request.Integer("step")
                );
                return Reply.Of(
                    "XComSequenceSliceResult",
                    new JsonObject { ["root"] = new JsonArray([.. slice.Select(value => value?.DeepClone())]) }
                );
            default:
                return null;
        }
    }

    private Reply Push(JsonObject request, (string Dag, string Run, string Task, string Key, int MapIndex) at)
    {
        if (at.Key.Length == 0)
        {
            return Reply.ServerError(422, "The key of an XCom is empty");
        }

        if (HasNotFinite(request["value"]))
        {
            return Reply.ServerError(null, "Out of range float values are not JSON compliant");
        }

        var length = request.Integer("mapped_length");
        if (length > MaxMapLength)
        {
            return Reply.ServerError(400, "unmappable_return_value_length");
        }

        _values[at] = request["value"]?.DeepClone();
        _mappedLengths[at] = length;
        return Reply.Empty;
    }

    private List<JsonNode?> Sequence(string dag, string run, string task, string key) =>
        [
            .. _values
                .Where(pair => pair.Key.Dag == dag && pair.Key.Run == run && pair.Key.Task == task && pair.Key.Key == key)
                .Select(pair => pair.Value),
        ];

    /// <summary>Gets Python's <c>all[start:stop:step]</c>.</summary>
    private static List<JsonNode?> Slice(List<JsonNode?> all, long? start, long? stop, long? step)
    {
        var by = step ?? 1;
        var slice = new List<JsonNode?>();
        var (from, to) =
            by > 0
                ? (Clamp(start ?? 0, 0, all.Count), Clamp(stop ?? all.Count, 0, all.Count))
                : (Clamp(start ?? (all.Count - 1), -1, all.Count - 1), stop is null ? -1 : Clamp(stop.Value, -1, all.Count - 1));
        for (var i = from; by > 0 ? i < to : i > to; i += by)
        {
            slice.Add(all[(int)i]);
        }

        return slice;

        long Clamp(long index, long low, long high) => Math.Clamp(index < 0 ? index + all.Count : index, low, high);
    }

    private static bool HasNotFinite(JsonNode? value) =>
        value switch
        {
            JsonObject map => map.ContainsKey(WireValue.NotFinite) || map.Any(pair => HasNotFinite(pair.Value)),
            JsonArray list => list.Any(HasNotFinite),
            _ => false,
        };
}
