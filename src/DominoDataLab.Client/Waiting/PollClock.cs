using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Waiting;

/// <summary>The pauses between polls: short at first, longer later, with jitter so that clients do not poll in step.</summary>
internal sealed class PollClock(TimeProvider time, TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _interval = Shortest;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public void Reset() => _interval = Shortest;

    public Task WaitAsync(CancellationToken cancellationToken) => WaitAsync(longest, cancellationToken);

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Telemetry.Polls.Add(1);
        var now = _interval < longest ? _interval : longest;
        _interval = now * 1.25;
#pragma warning disable CA5394 // Jitter does not have to be unpredictable.
        var pause = now * (0.8 + (0.4 * Random.Shared.NextDouble()));
#pragma warning restore CA5394
        return Task.Delay(pause < atMost ? pause : atMost, time, cancellationToken);
    }
}
