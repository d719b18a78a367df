using DominoDataLab.Client;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Cli;

/// <summary>Writes log lines to standard error. It lives for one run of the tool.</summary>
/// <remarks>If no level is set, retries are reported by one line for each interruption of the connection.</remarks>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    private readonly LogLevel _least;
    private readonly TextWriter _writer;
    private readonly bool _summarizesRetries;
    private int _isRetrying;

    private StandardErrorLog(LogLevel least, TextWriter writer, bool summarizesRetries) =>
        (_least, _writer, _summarizesRetries) = (least, TextWriter.Synchronized(writer), summarizesRetries);

    /// <param name="host">The surroundings of the tool.</param>
    /// <param name="isVerbose">true to log every request, whatever DOMINO_LOG_LEVEL is; otherwise, false.</param>
    /// <exception cref="ArgumentException">DOMINO_LOG_LEVEL is not a level.</exception>
    public static StandardErrorLog Create(ToolHost host, bool isVerbose) =>
        isVerbose ? new(LogLevel.Debug, host.Error, summarizesRetries: false)
        : host.Variable("DOMINO_LOG_LEVEL") is { } name && !string.IsNullOrWhiteSpace(name)
            ? new(DominoLogLevel.Parse(name), host.Error, summarizesRetries: false)
        : new(LogLevel.Information, host.Error, summarizesRetries: true);

    /// <summary>Creates a log of warnings and errors.</summary>
    public static StandardErrorLog Warnings(ToolHost host) => new(LogLevel.Warning, host.Error, summarizesRetries: false);

    /// <summary>Reports that the server has answered, so that the next retry is a new interruption.</summary>
    public void Connected() => Interlocked.Exchange(ref _isRetrying, 0);

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
        if (!IsEnabled(logLevel))
        {
            return;
        }

        if (_summarizesRetries && eventId.Name is "Retrying" or "TransferRetrying" or "PollFailed")
        {
            if (Interlocked.Exchange(ref _isRetrying, 1) == 0)
            {
                _writer.WriteLine("Connection lost. Retrying…");
            }

            return;
        }

        var level = logLevel == LogLevel.Information ? "info" : logLevel.ToString().ToLowerInvariant();
        _writer.WriteLine($"{level}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");
    }

    public void Dispose()
    {
        // Standard error belongs to the process.
    }
}
