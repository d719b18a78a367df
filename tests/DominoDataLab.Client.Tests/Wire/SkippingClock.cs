namespace DominoDataLab.Client.Tests.Wire;

/// <summary>
/// A clock on which pauses pass at once and are kept to be looked at. Those longer than any pause are time-outs, and never come.
/// </summary>
/// <param name="longestPause">If null, 20 seconds, which is less than a client's timeout.</param>
public sealed class SkippingClock(TimeSpan? longestPause = null) : TimeProvider
{
    private readonly TimeSpan _longestPause = longestPause ?? TimeSpan.FromSeconds(20);
    private readonly Lock _turn = new();
    private readonly List<TimeSpan> _pauses = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The pauses made, in order.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_turn)
            {
                return [.. _pauses];
            }
        }
    }

    /// <summary>The pauses in whole seconds.</summary>
    public IEnumerable<int> Seconds => Pauses.Select(pause => (int)pause.TotalSeconds);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_turn)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime <= _longestPause)
        {
            lock (_turn)
            {
                _now += dueTime;
                _pauses.Add(dueTime);
            }

            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        }

        return new Stopped();
    }

    private sealed class Stopped : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
