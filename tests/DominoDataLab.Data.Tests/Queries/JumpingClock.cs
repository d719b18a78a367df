namespace DominoDataLab.Data.Tests.Queries;

/// <summary>A clock that, once it is told to, jumps to the end of every wait, so that minutes of retries take moments.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long _jumped;

    public bool Jumps { get; set; }

    /// <summary>The time since the clock was made.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _jumped));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _jumped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!Jumps || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        Interlocked.Add(ref _jumped, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

/// <summary>Draws the same number every time.</summary>
public sealed class FixedRandom(double number) : Random
{
    public override double NextDouble() => number;
}
