using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Data.Tests.Server;

/// <summary>A clock that a test lets run fast until something has ended. Timeouts of clients on it must be longer than the waits.</summary>
internal sealed class HastyClock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(55));

    public async Task<T> RunAsync<T>(Task<T> task)
    {
        await RunAsync((Task)task);
        return await task;
    }

    public async Task RunAsync(Task task)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!task.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, $"The call did not end within {Patience.TotalSeconds} s.");
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(task, Task.Delay(1, CancellationToken.None));
        }

        await task;
    }
}
