using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>The state stores of task instances, which outlive a try, and of assets, which may be named by name or by URI.</summary>
internal sealed class Stores(Assets assets)
{
    private readonly Dictionary<(string Owner, string Key), JsonNode> _values = [];
    private readonly Dictionary<string, string> _owners = [];

    /// <summary>Makes all tries of a task instance share one store.</summary>
    public void Register(string taskInstance, string owner) => _owners[taskInstance] = owner;

    public Reply? Answer(string type, JsonObject request)
    {
        var (verb, kind) =
            type.StartsWith("Get", StringComparison.Ordinal) || type.StartsWith("Set", StringComparison.Ordinal) ? (type[..3], type[3..])
            : type.StartsWith("Delete", StringComparison.Ordinal) ? ("Delete", type[6..])
            : type.StartsWith("Clear", StringComparison.Ordinal) ? ("Clear", type[5..])
            : ("", "");
        switch (kind)
        {
            case "TaskStateStore":
                var id = request.Text("ti_id")!;
                return Answer(verb, request, _owners.GetValueOrDefault(id, id), "TaskStateStoreResult", "TASK_STORE_NOT_FOUND");
            case "AssetStateStoreByName" or "AssetStateStoreByUri":
                var asset = assets.Find(request.Text("name"), request.Text("uri"));
                return asset is not null
                        ? Answer(verb, request, $"asset {asset.Text("name")}", "AssetStateStoreResult", "ASSET_STORE_NOT_FOUND")
                    : verb == "Get" ? Reply.NotFound("ASSET_STORE_NOT_FOUND", "key", request.Text("key")!)
                    : Reply.ServerError(404, "Asset not found");
            default:
                return null;
        }
    }

    private Reply Answer(string verb, JsonObject request, string owner, string result, string notFound)
    {
        var key = request.Text("key") ?? "";
        switch (verb)
        {
            case "Get":
                return _values.TryGetValue((owner, key), out var value)
                    ? Reply.Of(result, new JsonObject { ["value"] = value.DeepClone() })
                    : Reply.NotFound(notFound, "key", key);
            case "Set" when request["value"] is not { }:
                return Reply.ServerError(422, "value cannot be null");
            case "Set":
                _values[(owner, key)] = request["value"]!.DeepClone();
                return Reply.Ok;
            case "Delete":
                _values.Remove((owner, key));
                return Reply.Ok;
            default:
                foreach (var one in _values.Keys.Where(one => one.Owner == owner).ToList())
                {
                    _values.Remove(one);
                }

                return Reply.Ok;
        }
    }
}
