namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>Limits the time that a database works on a statement. While nobody waits for the database, it stands still.</summary>
internal sealed class StatementClock : IDisposable
{
    // What interrupts a statement just before it starts may be lost.
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _left;
    private volatile bool _hasExpired;

    public StatementClock(TimeProvider time, TimeSpan limit, Action expired)
    {
        (_time, _left) = (time, limit);
        _timer = time.CreateTimer(
            _ =>
            {
                _hasExpired = true;
                expired();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public bool HasExpired => _hasExpired;

    public T Measure<T>(Func<T> work)
    {
        var started = _time.GetTimestamp();
        _timer.Change(_left > TimeSpan.Zero ? _left : TimeSpan.Zero, Repeat);
        try
        {
            return work();
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _left -= _time.GetElapsedTime(started);
        }
    }

    public void Dispose() => _timer.Dispose();
}
