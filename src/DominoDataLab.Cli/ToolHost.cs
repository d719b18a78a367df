using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Data;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Cli;

/// <summary>The surroundings of the tool: the streams for data and messages, the environment, the clock, and the clients.</summary>
internal sealed class ToolHost : InvocationConfiguration
{
    public ToolHost()
    {
        // Errors become messages and signals become cancellation in the tool, not in the library.
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Creates the client. Only commands that talk to a deployment call it.</summary>
    public Func<ILoggerFactory, DominoClient> Connect { get; init; } =
        loggers => new DominoClient(new DominoClientOptions(), loggerFactory: loggers);

    /// <summary>Creates the client of data sources.</summary>
    public Func<ILoggerFactory, DominoDataClient> ConnectData { get; init; } = loggers => new DominoDataClient(loggerFactory: loggers);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens standard output for the bytes of a file.</summary>
    public Func<Stream> OpenBinaryOutput { get; init; } = Terminal.OpenBinaryOutput;

    /// <summary>Gets the columns of the terminal that data is written to. If null, it is not a terminal, and nothing is cut.</summary>
    public int? Width { get; init; }

    /// <summary>The process's own streams.</summary>
    public static ToolHost Console()
    {
        var error = Terminal.OpenError();
        return new()
        {
            Output = Terminal.OpenOutput(),
            Width = Terminal.OutputWidth,
            Error = Terminal.ErrorWidth is { } width ? new StatusLine(error, width) : error,
        };
    }
}
