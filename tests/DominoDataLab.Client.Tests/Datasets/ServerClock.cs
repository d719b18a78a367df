using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>A server's clock, which stands still and tells when it was asked for an hour's pause.</summary>
internal sealed class ServerClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    private readonly TaskCompletionSource _hourBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The server has taken the request that it is to wait an hour with.</summary>
    public Task HourBegun => _hourBegun.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == TimeSpan.FromHours(1))
        {
            _hourBegun.TrySetResult();
        }

        return timer;
    }
}
