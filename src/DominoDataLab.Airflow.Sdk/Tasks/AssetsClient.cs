using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Announces that the task has produced assets, and reads assets and their events.</summary>
public sealed class AssetsClient
{
    private readonly Lock _gate = new();
    private readonly List<AssetEventToSend> _events = [];
    private readonly Supervisor _supervisor;
    private readonly TaskInstance _task;
    private readonly JsonTypes _types;

    internal AssetsClient(Supervisor supervisor, TaskInstance task, JsonTypes types)
    {
        _supervisor = supervisor;
        _task = task;
        _types = types;
    }

    internal IReadOnlyList<AssetEventToSend> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>
    /// Announces an asset event, which Airflow stores when the task succeeds. The stub must declare the asset as an outlet.
    /// </summary>
    /// <param name="name">The name of the asset.</param>
    /// <param name="uri">The URI of the asset.</param>
    /// <param name="extra">Additional data of the event, or null.</param>
    /// <param name="alias">The alias that the stub declares instead of the asset, or null.</param>
    /// <exception cref="AirflowException">JSON can't represent the additional data.</exception>
    public void AddEvent(string name, string uri, IReadOnlyDictionary<string, object?>? extra = null, string? alias = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var one = new AssetEventToSend(name, uri, extra ?? new Dictionary<string, object?>(), alias);
        ValueWriter.Encode(one.ToEvent(), _types, "the asset event");
        lock (_gate)
        {
            _events.Add(one);
        }
    }

    /// <summary>Gets an asset.</summary>
    /// <exception cref="AirflowException">The asset does not exist; the error code is <c>ASSET_NOT_FOUND</c>.</exception>
    public async Task<Asset> GetAsync(AssetKey key, CancellationToken cancellationToken = default)
    {
        var request = key.IsUri ? new Request("GetAssetByUri").Set("uri", key.Value) : new Request("GetAssetByName").Set("name", key.Value);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.Asset, "AssetResult");
    }

    /// <summary>Lists the assets of an alias. The list is empty if the alias is unknown.</summary>
    public async Task<IReadOnlyList<Asset>> ListByAliasAsync(string alias, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(alias);
        var request = new Request("GetAssetsByAlias").Set("alias_name", alias);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.AssetList, "AssetsByAliasResult").Assets ?? [];
    }

    /// <summary>Lists the events of an asset.</summary>
    public Task<IReadOnlyList<AssetEvent>> ListEventsAsync(
        AssetKey key,
        AssetEventQuery? query = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = new Request("GetAssetEventByAsset")
            .Set("name", key.IsUri ? null : key.Value)
            .Set("uri", key.IsUri ? key.Value : null);
        return ListEventsAsync(request, query, cancellationToken);
    }

    /// <summary>Lists the events that were created through an alias.</summary>
    public Task<IReadOnlyList<AssetEvent>> ListEventsByAliasAsync(
        string alias,
        AssetEventQuery? query = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(alias);
        return ListEventsAsync(new Request("GetAssetEventByAssetAlias").Set("alias_name", alias), query, cancellationToken);
    }

    /// <summary>Gets the values that are kept for an asset.</summary>
    public AssetStateClient State(AssetKey key) => new(_supervisor, _types, key);

    /// <summary>Lists the inlets and outlets of the task that aren't active in Airflow.</summary>
    public async Task<IReadOnlyList<Asset>> ListInactiveAsync(CancellationToken cancellationToken = default)
    {
        var request = new Request("ValidateInletsAndOutlets").Set("ti_id", _task.Id);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.InactiveAssetList, "InactiveAssetsResult").InactiveAssets ?? [];
    }

    private async Task<IReadOnlyList<AssetEvent>> ListEventsAsync(
        Request request,
        AssetEventQuery? query,
        CancellationToken cancellationToken
    )
    {
        request
            .SetIf("after", query?.After)
            .SetIf("before", query?.Before)
            .SetIf("limit", query?.Limit)
            .Set("ascending", query?.NewestFirst != true)
            .SetIf("partition_key", query?.PartitionKey)
            .SetIf("partition_key_regexp_pattern", query?.PartitionKeyPattern);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return ProtocolJson.Read(reply, ProtocolJson.Default.AssetEventList, "AssetEventsResult").AssetEvents ?? [];
    }
}
