using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Reads and writes XComs, the values that tasks hand to each other.</summary>
public sealed class XComsClient
{
    private readonly Supervisor _supervisor;
    private readonly TaskInstance _task;
    private readonly JsonTypes _types;

    internal XComsClient(Supervisor supervisor, TaskInstance task, JsonTypes types)
    {
        _supervisor = supervisor;
        _task = task;
        _types = types;
    }

    /// <summary>Gets the value that a task pushed, or the default of <typeparamref name="T"/> if it was not pushed or is null.</summary>
    /// <typeparam name="T">A common type, <see cref="JsonElement"/>, or a type of a context that was added with <c>UseJson</c>.</typeparam>
    /// <param name="taskId">The ID of the task that pushed the value.</param>
    /// <param name="options">Which of the task's values to read. By default, the return value in this run.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    /// <exception cref="AirflowException">The value doesn't fit the type, or Airflow refused the request.</exception>
    public async Task<T?> GetAsync<T>(string taskId, XComOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Start("GetXCom", taskId, options)
            .SetIf("map_index", options?.MapIndex)
            .Set("include_prior_dates", options?.IncludePriorDates ?? false);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var value = Reply.Get(reply, "value");
        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
            ? default
            : _types.Read<T>(value, Describe(taskId, options));
    }

    /// <summary>Gets the number of values that a mapped task pushed.</summary>
    /// <param name="taskId">The ID of the mapped task.</param>
    /// <param name="options">Which of the task's values to count. The map index is ignored.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task<int> CountAsync(string taskId, XComOptions? options = null, CancellationToken cancellationToken = default)
    {
        var reply = await _supervisor.RequestAsync(Start("GetXComCount", taskId, options), cancellationToken).ConfigureAwait(false);
        return Reply.GetInt32(reply, "len");
    }

    /// <summary>Gets one of the values that a mapped task pushed.</summary>
    /// <param name="taskId">The ID of the mapped task.</param>
    /// <param name="offset">The position of the value. A negative offset counts from the end.</param>
    /// <param name="options">Which of the task's values to read. The map index is ignored.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    /// <exception cref="AirflowException">No value was pushed at the offset; the error code is <c>XCOM_NOT_FOUND</c>.</exception>
    public async Task<T?> GetItemAsync<T>(
        string taskId,
        int offset,
        XComOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = Start("GetXComSequenceItem", taskId, options).Set("offset", offset);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        return _types.Read<T>(Reply.Get(reply, "root"), Describe(taskId, options));
    }

    /// <summary>Gets a range of the values that a mapped task pushed, with the meaning of a Python slice.</summary>
    /// <param name="taskId">The ID of the mapped task.</param>
    /// <param name="start">The first position, or null for the beginning.</param>
    /// <param name="stop">The position after the last one, or null for the end.</param>
    /// <param name="step">The distance between positions, or null for 1.</param>
    /// <param name="options">Which of the task's values to read. The map index is ignored.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task<IReadOnlyList<T?>> GetSliceAsync<T>(
        string taskId,
        int? start = null,
        int? stop = null,
        int? step = null,
        XComOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = Start("GetXComSequenceSlice", taskId, options)
            .Set("start", start)
            .Set("stop", stop)
            .Set("step", step)
            .Set("include_prior_dates", options?.IncludePriorDates ?? false);
        var reply = await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        var items = Reply.Get(reply, "root");
        return items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(item => _types.Read<T>(item, Describe(taskId, options)))]
            : [];
    }

    /// <summary>Pushes a value. Lists and maps can be expanded over by mapped tasks.</summary>
    /// <param name="key">The key. It can't be empty or contain <c>?</c> or <c>#</c>.</param>
    /// <param name="value">The value: null, a Boolean, number, string, date, list, map, JSON, or a type that was added with
    /// <c>UseJson</c>.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply. The value may already be stored.</param>
    /// <exception cref="AirflowException">JSON can't represent the value, or Airflow refused it.</exception>
    public async Task PushAsync(string key, object? value, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        var encoded = ValueWriter.Encode(value, _types, $"the XCom '{key}'");
        var length = ValueLength.Of(encoded.Span);
        try
        {
            await _supervisor.RequestAsync(Push(key, encoded, length), cancellationToken).ConfigureAwait(false);
        }
        catch (AirflowException exception) when (length is not null && IsTooLongToMap(exception))
        {
            // Without a length the value is stored as well; no task can be expanded over it.
            await _supervisor.RequestAsync(Push(key, encoded, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a value that this task pushed. Nothing happens if it was not pushed.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        await _supervisor.RequestAsync(WithMapIndex(Own("DeleteXCom", key)), cancellationToken).ConfigureAwait(false);
    }

    private Request Push(string key, ReadOnlyMemory<byte> value, int? length) =>
        WithMapIndex(
                new Request("SetXCom")
                    .Set("key", key)
                    .Set("value", value)
                    .Set("dag_id", _task.DagId)
                    .Set("run_id", _task.RunId)
                    .Set("task_id", _task.TaskId)
            )
            .SetIf("mapped_length", length);

    private Request Own(string type, string key) =>
        new Request(type).Set("key", key).Set("dag_id", _task.DagId).Set("run_id", _task.RunId).Set("task_id", _task.TaskId);

    private Request WithMapIndex(Request request) => _task.MapIndex >= 0 ? request.Set("map_index", _task.MapIndex) : request;

    private Request Start(string type, string taskId, XComOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        var key = options?.Key ?? XComOptions.ReturnValue;
        CheckKey(key);
        return new Request(type)
            .Set("key", key)
            .Set("dag_id", options?.DagId ?? _task.DagId)
            .Set("run_id", options?.RunId ?? _task.RunId)
            .Set("task_id", taskId);
    }

    // Airflow cuts a key off at these characters.
    private static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw new ArgumentException($"Invalid XCom key '{key}'. A key can't contain '?' or '#'.", nameof(key));
        }
    }

    private static bool IsTooLongToMap(AirflowException exception) =>
        exception.Detail.ValueKind == JsonValueKind.Object
        && exception.Detail.GetRawText().Contains("unmappable_return_value_length", StringComparison.Ordinal);

    private static string Describe(string taskId, XComOptions? options) =>
        $"the XCom '{options?.Key ?? XComOptions.ReturnValue}' of the task '{taskId}'";
}
