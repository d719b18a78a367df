using Microsoft.Extensions.Logging;

namespace DominoDataLab.Cli;

/// <summary>Log lines on standard error, from the level that DOMINO_LOG_LEVEL names; for one run of the tool.</summary>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    private readonly LogLevel _least;
    private readonly TextWriter _writer;

    private StandardErrorLog(LogLevel least, TextWriter writer) => (_least, _writer) = (least, TextWriter.Synchronized(writer));

    /// <exception cref="ArgumentException">The variable holds no level.</exception>
    public static StandardErrorLog Create(ToolHost host) => new(Level(host.Variable("DOMINO_LOG_LEVEL")), host.Error);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool logs to standard error only.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _writer.WriteLine($"{(logLevel == LogLevel.Information ? "info" : logLevel.ToString().ToLowerInvariant())}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");
        }
    }

    public void Dispose()
    {
        // Standard error is the process's.
    }

    // The words are those of Python's logging, whose settings people bring with them.
    private static LogLevel Level(string? word) => word?.ToUpperInvariant() switch
    {
        null or "INFO" => LogLevel.Information,
        "NOTSET" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARNING" or "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" or "FATAL" => LogLevel.Critical,
        _ => throw new ArgumentException($"DOMINO_LOG_LEVEL is '{word}'; it must be CRITICAL, ERROR, WARNING, INFO or DEBUG."),
    };
}
