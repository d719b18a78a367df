namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>An asset event that Airflow stores when the task succeeds.</summary>
internal sealed record AssetEventToSend(string Name, string Uri, IReadOnlyDictionary<string, object?> Extra, string? Alias)
{
    public Dictionary<string, object?> ToOutlet() =>
        Alias is null
            ? new()
            {
                ["name"] = Name,
                ["uri"] = Uri,
                ["type"] = "Asset",
            }
            : new()
            {
                ["name"] = Alias,
                ["uri"] = null,
                ["type"] = "AssetAlias",
            };

    public Dictionary<string, object?> ToEvent()
    {
        var key = new Dictionary<string, object?> { ["name"] = Name, ["uri"] = Uri };
        return Alias is null
            ? new() { ["dest_asset_key"] = key, ["extra"] = Extra }
            : new()
            {
                ["source_alias_name"] = Alias,
                ["dest_asset_key"] = key,
                ["dest_asset_extra"] = new Dictionary<string, object?>(),
                ["extra"] = Extra,
            };
    }
}
