using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>Assets, their aliases, and their events, which come from the outlets of tasks.</summary>
internal sealed class Assets
{
    private readonly List<JsonObject> _assets = [];
    private readonly Dictionary<string, List<JsonObject>> _aliases = [];
    private readonly List<(JsonObject Asset, string? Alias, JsonObject Event)> _events = [];

    public void Add(string name, string uri, string? alias = null)
    {
        var asset = new JsonObject
        {
            ["name"] = name,
            ["uri"] = uri,
            ["group"] = "asset",
            ["extra"] = new JsonObject(),
        };
        _assets.Add(asset);
        if (alias is not null)
        {
            _aliases.TryAdd(alias, []);
            _aliases[alias].Add(asset);
        }
    }

    public JsonObject? Find(string? name, string? uri) =>
        _assets.Find(asset =>
            (name is null || asset.Text("name") == name) && (uri is null || asset.Text("uri") == uri) && (name ?? uri) is not null
        );

    public Reply? Answer(string type, JsonObject request) =>
        type switch
        {
            "GetAssetByName" => One("name", request.Text("name")!, Find(request.Text("name"), uri: null)),
            "GetAssetByUri" => One("uri", request.Text("uri")!, Find(name: null, request.Text("uri"))),
            "GetAssetsByAlias" => Reply.Of(
                "AssetsByAliasResult",
                new JsonObject
                {
                    ["assets"] = new JsonArray([.. _aliases.GetValueOrDefault(request.Text("alias_name")!, []).Select(Result)]),
                }
            ),
            "GetAssetEventByAsset" when (request.Text("name") ?? request.Text("uri")) is null => Reply.ServerError(
                null,
                "Either name, uri or alias_name must be provided"
            ),
            "GetAssetEventByAsset" => Events(request, one => Find(request.Text("name"), request.Text("uri")) == one.Asset),
            "GetAssetEventByAssetAlias" => Events(request, one => one.Alias == request.Text("alias_name")),
            "ValidateInletsAndOutlets" => Reply.Of("InactiveAssetsResult", new JsonObject { ["inactive_assets"] = new JsonArray() }),
            _ => null,
        };

    /// <summary>Records the events of a task that succeeded. Outlets that the state does not know are ignored, as in Airflow.</summary>
    /// <returns>false if an event is malformed, which makes Airflow fail the task.</returns>
    public bool Record(JsonObject succeeded, string dag, string run, string task)
    {
        foreach (var entry in succeeded["outlet_events"] as JsonArray ?? [])
        {
            if (
                (entry as JsonObject)?["dest_asset_key"] is not JsonObject key
                || key.Text("name") is not { } name
                || key.Text("uri") is not { } uri
            )
            {
                return false;
            }

            if (Find(name, uri) is { } asset)
            {
                _events.Add(
                    (
                        asset,
                        (entry as JsonObject)!.Text("source_alias_name"),
                        new JsonObject
                        {
                            ["id"] = _events.Count + 1,
                            ["timestamp"] = WireValue.Timestamp(DateTimeOffset.UtcNow),
                            ["extra"] = entry["extra"]?.DeepClone() ?? new JsonObject(),
                            ["asset"] = asset.DeepClone(),
                            ["created_dagruns"] = new JsonArray(),
                            ["source_task_id"] = task,
                            ["source_dag_id"] = dag,
                            ["source_run_id"] = run,
                            ["source_map_index"] = -1,
                        }
                    )
                );
            }
        }

        return true;
    }

    private Reply Events(JsonObject request, Func<(JsonObject Asset, string? Alias, JsonObject Event), bool> isMeant)
    {
        var found = _events.Where(isMeant).Select(one => one.Event);
        found = request["ascending"] is { } ascending && !ascending.GetValue<bool>() ? found.Reverse() : found;
        found = request.Integer("limit") is { } limit ? found.Take((int)limit) : found;
        return Reply.Of(
            "AssetEventsResult",
            new JsonObject { ["asset_events"] = new JsonArray([.. found.Select(one => one.DeepClone())]) }
        );
    }

    private static Reply One(string by, string value, JsonObject? asset) =>
        asset is null ? Reply.NotFound("ASSET_NOT_FOUND", by, value) : new Reply(Result(asset));

    private static JsonNode Result(JsonObject asset)
    {
        var result = asset.DeepClone();
        result["type"] = "AssetResult";
        return result;
    }
}
