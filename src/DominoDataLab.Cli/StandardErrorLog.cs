using DominoDataLab.Client;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Cli;

/// <summary>Log lines on standard error, from the level that DOMINO_LOG_LEVEL names; for one run of the tool.</summary>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    private readonly LogLevel _least;
    private readonly TextWriter _writer;

    private StandardErrorLog(LogLevel least, TextWriter writer) => (_least, _writer) = (least, TextWriter.Synchronized(writer));

    /// <exception cref="ArgumentException">The variable holds no level.</exception>
    public static StandardErrorLog Create(ToolHost host) =>
        new(host.Variable("DOMINO_LOG_LEVEL") is { } name ? DominoLogLevel.Parse(name) : LogLevel.Information, host.Error);

    /// <summary>A log of warnings and errors alone.</summary>
    public static StandardErrorLog Warnings(ToolHost host) => new(LogLevel.Warning, host.Error);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool logs to standard error only.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            _writer.WriteLine(
                $"{(logLevel == LogLevel.Information ? "info" : logLevel.ToString().ToLowerInvariant())}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}"
            );
        }
    }

    public void Dispose()
    {
        // Standard error is the process's.
    }
}
