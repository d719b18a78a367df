using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Tests;

/// <summary>A log that tells when an error with certain words has come.</summary>
internal sealed class ErrorSignal(string words) : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public ConcurrentBag<(string Text, Exception? Error)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var text = formatter(state, exception);
        Entries.Add((text, exception));
        if (text.Contains(words, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }

    public void Dispose() { }
}
