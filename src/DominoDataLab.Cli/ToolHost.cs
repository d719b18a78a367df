using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Data;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Cli;

/// <summary>What the tool runs in: where data and talk go, the environment, the clock, and how a deployment is reached.</summary>
internal sealed class ToolHost : InvocationConfiguration
{
    public ToolHost()
    {
        // Errors become messages and signals become cancellation here, not in the parser's library.
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    /// <summary>Reads a variable of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Makes the client; only commands that talk to a deployment ask for it.</summary>
    public Func<ILoggerFactory, DominoClient> Connect { get; init; } =
        loggers => new DominoClient(new DominoClientOptions(), loggerFactory: loggers);

    /// <summary>Makes the client of data sources.</summary>
    public Func<ILoggerFactory, DominoDataClient> ConnectData { get; init; } = loggers => new DominoDataClient(loggerFactory: loggers);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Columns of the terminal that data goes to; null if it goes elsewhere, and is then written in full.</summary>
    public int? Width { get; init; }

    /// <summary>The process's own console.</summary>
    public static ToolHost Console() =>
        new()
        {
            // Of a terminal without a size, such as a serial line, nothing is cut off.
            Width = System.Console.IsOutputRedirected || System.Console.WindowWidth <= 0 ? null : System.Console.WindowWidth,
            Error =
                System.Console.IsErrorRedirected || System.Console.WindowWidth <= 0
                    ? System.Console.Error
                    : new StatusLine(System.Console.Error, System.Console.WindowWidth),
        };
}
