using DominoDataLab.LocalServer.Storage;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>
/// Where the server logs: warnings and errors into a file of the data folder, and everything to the logger that it was given.
/// </summary>
internal static class ServerLogging
{
    private const long MaxFileBytes = 4 * 1024 * 1024;
    private const int MaxFiles = 5;

    public static void Add(ILoggingBuilder logging, LocalDominoOptions options, ServerFolders folders)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        var file = new LoggerConfiguration()
            .MinimumLevel.Is(LogEventLevel.Warning)
            .WriteTo.File(
                new LogLineFormatter(),
                folders.ServerLog,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MaxFiles
            )
            .CreateLogger();
        logging.AddProvider(new SerilogLoggerProvider(file, dispose: true));
        logging.AddFilter<SerilogLoggerProvider>(level => level >= LogLevel.Warning);
        if (options.LoggerFactory is { } given)
        {
            logging.AddProvider(new GivenLoggers(given));
        }
    }

    /// <summary>Passes everything on to loggers that the server does not own.</summary>
    private sealed class GivenLoggers(ILoggerFactory given) : ILoggerProvider
    {
        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => given.CreateLogger(categoryName);

        public void Dispose() { }
    }
}
