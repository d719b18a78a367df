using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Keeps values between the tries of a task instance, so that a retry can resume what an earlier try started.</summary>
public sealed class TaskStateClient
{
    private readonly Supervisor _supervisor;
    private readonly TaskInstance _task;
    private readonly JsonTypes _types;

    internal TaskStateClient(Supervisor supervisor, TaskInstance task, JsonTypes types)
    {
        _supervisor = supervisor;
        _task = task;
        _types = types;
    }

    /// <summary>Gets a value, or the default of <typeparamref name="T"/> if it does not exist or has expired.</summary>
    /// <exception cref="AirflowException">The value doesn't fit the type, or Airflow refused the request.</exception>
    public async Task<T?> FindAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        try
        {
            var request = Start("GetTaskStateStore").Set("key", key);
            var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            return _types.Read<T>(Reply.Get(reply, "value"), $"the task state '{key}'");
        }
        catch (AirflowException exception) when (exception.IsNotFound)
        {
            return default;
        }
    }

    /// <summary>Stores a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, which can't be null.</param>
    /// <param name="expiresAt">The time at which Airflow deletes the value. If null, the value doesn't expire.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply. The value may already be stored.</param>
    /// <exception cref="AirflowException">JSON can't represent the value, or Airflow refused it.</exception>
    public async Task SetAsync(string key, object value, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        var request = Start("SetTaskStateStore")
            .Set("key", key)
            .Set("value", ValueWriter.Encode(value, _types, $"the task state '{key}'"))
            .Set("expires_at", expiresAt);
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a value if it exists.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _supervisor.RequestAsync(Start("DeleteTaskStateStore").Set("key", key), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes all values of the task instance.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken = default) =>
        await _supervisor.RequestAsync(Start("ClearTaskStateStore"), cancellationToken).ConfigureAwait(false);

    private Request Start(string type) => new Request(type).Set("ti_id", _task.Id);
}
