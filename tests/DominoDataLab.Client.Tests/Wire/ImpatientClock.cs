namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A clock whose short waits are over at once and are kept to be looked at; the long ones, limits, never end.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly List<TimeSpan> _waits = [];

    public IReadOnlyList<int> Seconds => [.. _waits.Select(wait => (int)wait.TotalSeconds)];

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.FromHours(1))
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        _waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
