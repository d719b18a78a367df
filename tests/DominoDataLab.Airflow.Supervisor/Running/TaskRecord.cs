using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>Everything that a supervisor has seen so far, with waits for more.</summary>
internal sealed class TaskRecord(SecretMask mask)
{
    private readonly Lock _gate = new();
    private readonly List<Exchange> _exchanges = [];
    private readonly List<JsonObject> _log = [];
    private readonly List<string> _flaws = [];
    private readonly List<string> _dropped = [];
    private TaskCompletionSource? _change;
    private string? _died;

    public string? Died
    {
        get
        {
            lock (_gate)
            {
                return _died;
            }
        }
    }

    public IReadOnlyList<Exchange> Exchanges => Copy(_exchanges);

    public IReadOnlyList<JsonObject> Log => Copy(_log);

    public IReadOnlyList<string> Flaws => Copy(_flaws);

    public IReadOnlyList<string> Dropped => Copy(_dropped);

    public void Add(Exchange exchange) => Changed(() => _exchanges.Add(exchange));

    public void AddFlaws(IEnumerable<string> found) => Changed(() => _flaws.AddRange(found));

    public void AddDropped(string reason) => Changed(() => _dropped.Add(reason));

    /// <summary>Notes why the supervisor died. Later log records are lost.</summary>
    public void Die(string reason) => Changed(() => _died ??= reason);

    public void AddLog(JsonObject record)
    {
        mask.Apply(record);
        Changed(() =>
        {
            if (_died is null)
            {
                _log.Add(record);
            }
        });
    }

    public void AddLog(string logger, string level, string text) =>
        AddLog(
            new JsonObject
            {
                ["timestamp"] = DateTimeOffset.UtcNow.ToString("O"),
                ["event"] = text,
                ["level"] = level,
                ["logger"] = logger,
            }
        );

    /// <summary>Waits for a record of the task log.</summary>
    public Task<JsonObject> WaitForLogAsync(Func<JsonObject, bool> isMeant, string what, TimeSpan limit) =>
        WaitAsync(_log, isMeant, what, limit);

    public Task<Exchange> WaitForRequestAsync(Func<Exchange, bool> isMeant, string what, TimeSpan limit) =>
        WaitAsync(_exchanges, isMeant, what, limit);

    private async Task<T> WaitAsync<T>(List<T> list, Func<T, bool> isMeant, string what, TimeSpan limit)
        where T : class
    {
        using var end = new CancellationTokenSource(limit);
        var seen = 0;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                for (; seen < list.Count; seen++)
                {
                    if (isMeant(list[seen]))
                    {
                        return list[seen];
                    }
                }

                _change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _change.Task;
            }

            try
            {
                await changed.WaitAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(
                    $"Within {limit.TotalSeconds} s there was no {what}. Seen: "
                        + $"{string.Join("\n", Log.TakeLast(20).Select(record => record.ToJsonString()))}"
                );
            }
        }
    }

    private void Changed(Action change)
    {
        lock (_gate)
        {
            change();
            _change?.TrySetResult();
            _change = null;
        }
    }

    private T[] Copy<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }
}
