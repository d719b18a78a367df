using System.Collections.Concurrent;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-POLL-LOG: transient errors of a wait were not logged.</summary>
public sealed class DPollLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_that_a_wait_passes_over_is_logged_with_its_reason()
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            "GET /v4/jobs/a00000000000000000000001",
            RawReply.Json("""{"message":"busy"}""", 503),
            RawReply.Json(RecordedEndpoint.Job("Succeeded", isCompleted: true))
        );
        using var lines = new Lines();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(lines));
        using var client = server.Connect(new SkippingClock(), loggers);
        await client.Jobs.WaitForSuccessAsync("a00000000000000000000001", cancellationToken: Ct);
        Assert.Contains(
            lines.Written,
            line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("busy", StringComparison.Ordinal)
        );
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Written.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose() { }
    }
}
