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

    /// <summary>Announces an asset event, which Airflow stores when the task succeeds. The stub must declare the asset as an outlet.</summary>
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
}
