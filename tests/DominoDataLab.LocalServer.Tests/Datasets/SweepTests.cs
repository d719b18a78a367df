using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Datasets;

public sealed class SweepTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_long_a_sweep_has_to_wait_it_is_one()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        using var log = new HeldLog();
        var server = await LocalDomino.StartAsync(new LocalDominoOptions { TimeProvider = time, LoggerFactory = log }, Ct);

        // Without its folder no sweep succeeds, and what says so does not return until it may.
        Directory.Delete(Path.Combine(server.DataFolder, "datasets"), recursive: true);
        time.Advance(TimeSpan.FromMinutes(1));
        await log.Met.Task.WaitAsync(TimeSpan.FromMinutes(2), Ct);
        for (var minute = 0; minute < 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
        }

        // What waits when the server ends is still done: the sweep that was held, and the one that had to wait for it.
        var ended = server.DisposeAsync();
        log.Release();
        await ended;
        Assert.Equal(2, log.Failures);
    }

    private sealed class HeldLog : ILoggerFactory, ILogger
    {
        private readonly ManualResetEventSlim _released = new();

        public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Failures { get; private set; }

        public void Release() => _released.Set();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (formatter(state, exception).StartsWith("Snapshots could not be made or removed", StringComparison.Ordinal))
            {
                Failures++;
                Met.TrySetResult();
                _released.Wait(TimeSpan.FromMinutes(2));
            }
        }

        public void Dispose() => _released.Dispose();
    }
}
