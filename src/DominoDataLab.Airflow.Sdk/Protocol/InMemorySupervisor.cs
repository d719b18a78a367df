using System.Collections.Concurrent;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>Answers the requests of a task that runs without Airflow, from memory.</summary>
internal sealed class InMemorySupervisor : Supervisor
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");
    private readonly ConcurrentDictionary<string, JsonElement> _variables = [];
    private readonly ConcurrentDictionary<string, JsonElement> _xcoms = [];
    private readonly ConcurrentDictionary<string, JsonElement> _state = [];
    private readonly Dictionary<string, Connection> _connections;
    private readonly JsonTypes _types;

    public InMemorySupervisor(LocalTask task, JsonTypes types)
    {
        _types = types;
        _connections = task.Connections.ToDictionary(connection => connection.Id);
        foreach (var (key, value) in task.Variables)
        {
            _variables[key] = Encode(value);
        }

        foreach (var (taskId, value) in task.XComs)
        {
            _xcoms[XComKey(task.DagId, task.RunId, taskId, XComOptions.ReturnValue, null)] = Encode(value);
        }
    }

    /// <summary>Converts a value as if it had been sent.</summary>
    public JsonElement Encode(object? value) => ValueReader.Read(ValueWriter.Encode(value, _types, "the value"));

    public override Task<Frame> ExchangeAsync(Request request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new Frame(0, Answer(request.Type, request.ToJson()), default));
    }

    private JsonElement Answer(string type, JsonElement request) =>
        type switch
        {
            "GetVariable" => Find(_variables, Key(request), "value", "VARIABLE_NOT_FOUND"),
            "PutVariable" => Store(_variables, Key(request), request),
            "DeleteVariable" => Remove(_variables, Key(request)),
            "GetVariableKeys" => ListVariables(Reply.GetString(request, "prefix") ?? "", Reply.GetInt32(request, "offset")),
            "GetConnection" => FindConnection(Reply.GetString(request, "conn_id")!),
            "GetXCom" => Wrap("value", _xcoms.GetValueOrDefault(XComKey(request))),
            "SetXCom" => Store(_xcoms, XComKey(request), request),
            "DeleteXCom" => Remove(_xcoms, XComKey(request)),
            "GetTaskStateStore" => Find(_state, Key(request), "value", "TASK_STORE_NOT_FOUND"),
            "SetTaskStateStore" => Store(_state, Key(request), request),
            "DeleteTaskStateStore" => Remove(_state, Key(request)),
            "ClearTaskStateStore" => Clear(),
            "MaskSecret" or "SetRenderedFields" or "SetRenderedMapIndex" or "SkipDownstreamTasks" => Empty,
            _ => Error("GENERIC_ERROR", $"{type} needs Airflow."),
        };

    private JsonElement Find(ConcurrentDictionary<string, JsonElement> values, string key, string field, string error) =>
        values.TryGetValue(key, out var value) ? Wrap(field, value) : Error(error, key);

    private static JsonElement Store(ConcurrentDictionary<string, JsonElement> values, string key, JsonElement request)
    {
        values[key] = Reply.Get(request, "value");
        return Empty;
    }

    private static JsonElement Remove(ConcurrentDictionary<string, JsonElement> values, string key)
    {
        values.TryRemove(key, out _);
        return Empty;
    }

    private JsonElement Clear()
    {
        _state.Clear();
        return Empty;
    }

    private JsonElement ListVariables(string prefix, int offset)
    {
        var keys = _variables.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order().ToList();
        return Encode(new Dictionary<string, object?> { ["keys"] = keys.Skip(offset).ToList(), ["total_entries"] = keys.Count });
    }

    private JsonElement FindConnection(string id) =>
        _connections.TryGetValue(id, out var connection)
            ? Encode(
                new Dictionary<string, object?>
                {
                    ["conn_type"] = connection.Type,
                    ["host"] = connection.Host,
                    ["schema"] = connection.Schema,
                    ["login"] = connection.Login,
                    ["password"] = connection.Password,
                    ["port"] = connection.Port,
                    ["extra"] = connection.ExtraText,
                }
            )
            : Error("CONNECTION_NOT_FOUND", id);

    private JsonElement Wrap(string field, JsonElement value) => Encode(new Dictionary<string, object?> { [field] = value });

    private JsonElement Error(string code, string message) =>
        Encode(
            new Dictionary<string, object?>
            {
                ["type"] = "ErrorResponse",
                ["error"] = code,
                ["detail"] = new Dictionary<string, object?> { ["message"] = message },
            }
        );

    private static string Key(JsonElement request) => Reply.GetString(request, "key")!;

    private static string XComKey(JsonElement request) =>
        XComKey(
            Reply.GetString(request, "dag_id")!,
            Reply.GetString(request, "run_id")!,
            Reply.GetString(request, "task_id")!,
            Key(request),
            Reply.Get(request, "map_index") is { ValueKind: JsonValueKind.Number } index ? index.GetInt32() : null
        );

    private static string XComKey(string dagId, string runId, string taskId, string key, int? mapIndex) =>
        string.Join('\n', dagId, runId, taskId, key, mapIndex);
}
