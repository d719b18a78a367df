using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>The data of Airflow's API server. One state serves all tries and tasks of a test.</summary>
internal sealed class AirflowState
{
    private readonly Stores _stores;

    public AirflowState() => _stores = new Stores(Assets);

    public Dictionary<string, string?> Variables { get; } = [];

    public Dictionary<string, JsonObject> Connections { get; } = [];

    public XComs XComs { get; } = new();

    public Assets Assets { get; } = new();

    public DagRuns DagRuns { get; } = new();

    public SecretMask Mask { get; } = new();

    /// <summary>Gets the fields that a task showed in the UI.</summary>
    public JsonObject RenderedFields { get; private set; } = [];

    public List<JsonNode?> SkippedTasks { get; } = [];

    public void Register(Running.TaskStart start)
    {
        DagRuns.Started(start);
        _stores.Register(start.Id, $"{start.DagId} {start.RunId} {start.TaskId} {start.MapIndex}");
    }

    /// <summary>Adds a connection. Properties that are not given are null, as Airflow sends them.</summary>
    public void AddConnection(
        string id,
        string type,
        string? host = null,
        string? login = null,
        string? password = null,
        string? schema = null,
        int? port = null,
        string? extra = null
    ) =>
        Connections[id] = new JsonObject
        {
            ["conn_id"] = id,
            ["conn_type"] = type,
            ["host"] = host,
            ["schema"] = schema,
            ["login"] = login,
            ["password"] = password,
            ["port"] = port,
            ["extra"] = extra,
        };

    public Reply Answer(JsonObject request)
    {
        var type = request.Text("type")!;
        return Variable(type, request)
            ?? XComs.Answer(type, request)
            ?? _stores.Answer(type, request)
            ?? Assets.Answer(type, request)
            ?? DagRuns.Answer(type, request)
            ?? Other(type, request);
    }

    private Reply? Variable(string type, JsonObject request)
    {
        var key = request.Text("key") ?? "";
        switch (type)
        {
            case "GetVariable" when Variables.TryGetValue(key, out var value):
                Mask.Add(JsonValue.Create(value));
                return Reply.Of("VariableResult", new JsonObject { ["key"] = key, ["value"] = value });
            case "GetVariable":
                return Reply.NotFound("VARIABLE_NOT_FOUND", "key", key);
            case "PutVariable":
                Variables[key] = request.Text("value") ?? "None";
                return Reply.Empty;
            case "DeleteVariable":
                Variables.Remove(key);
                return Reply.Ok;
            case "GetVariableKeys":
                var keys = Variables
                    .Keys.Where(one => one.StartsWith(request.Text("prefix") ?? "", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .ToList();
                var page = keys.Skip((int)(request.Integer("offset") ?? 0)).Take((int)(request.Integer("limit") ?? 1000));
                return Reply.Of(
                    "VariableKeysResult",
                    new JsonObject
                    {
                        ["keys"] = new JsonArray([.. page.Select(one => JsonValue.Create(one))]),
                        ["total_entries"] = keys.Count,
                    }
                );
            case "GetConnection" when Connections.TryGetValue(request.Text("conn_id")!, out var connection):
                Mask.Add(connection["password"]);
                Mask.Add(connection["extra"]);
                return Reply.Of("ConnectionResult", (JsonObject)connection.DeepClone());
            case "GetConnection":
                return Reply.NotFound("CONNECTION_NOT_FOUND", "conn_id", request.Text("conn_id")!);
            default:
                return null;
        }
    }

    private Reply Other(string type, JsonObject request)
    {
        switch (type)
        {
            case "MaskSecret":
                Mask.Add(request["value"]);
                return Reply.Empty;
            case "SetRenderedFields" when request["rendered_fields"] is JsonObject { Count: > 0 } fields:
                RenderedFields = (JsonObject)fields.DeepClone();
                return Reply.Empty;
            case "SetRenderedFields":
                return Reply.ServerError(500, "Server returned error");
            case "SkipDownstreamTasks":
                SkippedTasks.AddRange(((JsonArray)request["tasks"]!).Select(task => task?.DeepClone()));
                return Reply.Empty;
            case "CreateHITLDetailPayload":
                var result = (JsonObject)request.DeepClone();
                result.Remove("multiple");
                return Reply.Of("HITLDetailRequestResult", result);
            case "UpdateHITLDetail" or "GetHITLDetailResponse":
                return Reply.ServerError(400, "Unhandled request");
            case "SucceedTask"
                when request["task_outlets"]?.GetValueKind() != JsonValueKind.Array
                    || request["outlet_events"]?.GetValueKind() != JsonValueKind.Array:
                return Reply.ServerError(422, "Remote server returned validation error");
            case "ResendLoggingFD":
                return Reply.Of("SentFDs", new JsonObject { ["fds"] = new JsonArray(1) });
            default:
                return Reply.Empty;
        }
    }
}
