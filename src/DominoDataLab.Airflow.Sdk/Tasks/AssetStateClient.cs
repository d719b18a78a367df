using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Keeps values that belong to an asset, such as how far it was read.</summary>
public sealed class AssetStateClient
{
    private readonly Supervisor _supervisor;
    private readonly JsonTypes _types;
    private readonly AssetKey _asset;

    internal AssetStateClient(Supervisor supervisor, JsonTypes types, AssetKey asset)
    {
        _supervisor = supervisor;
        _types = types;
        _asset = asset;
    }

    /// <summary>Gets a value, or the default of <typeparamref name="T"/> if it does not exist.</summary>
    /// <exception cref="AirflowException">The value doesn't fit the type, or Airflow refused the request.</exception>
    public async Task<T?> FindAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        try
        {
            var reply = await _supervisor.RequestAsync(Start("Get").Set("key", key), cancellationToken).ConfigureAwait(false);
            return _types.Read<T>(Reply.Get(reply, "value"), $"the state '{key}' of the asset '{_asset.Value}'");
        }
        catch (AirflowException exception) when (exception.ErrorCode == "ASSET_STORE_NOT_FOUND")
        {
            return default;
        }
    }

    /// <summary>Stores a value.</summary>
    /// <exception cref="AirflowException">The asset does not exist, JSON can't represent the value, or Airflow refused it.</exception>
    public async Task SetAsync(string key, object value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        var request = Start("Set").Set("key", key).Set("value", ValueWriter.Encode(value, _types, $"the asset state '{key}'"));
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a value if it exists.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _supervisor.RequestAsync(Start("Delete").Set("key", key), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes all values of the asset.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken = default) =>
        await _supervisor.RequestAsync(Start("Clear"), cancellationToken).ConfigureAwait(false);

    private Request Start(string verb) =>
        _asset.IsUri
            ? new Request($"{verb}AssetStateStoreByUri").Set("uri", _asset.Value)
            : new Request($"{verb}AssetStateStoreByName").Set("name", _asset.Value);
}
