namespace DominoDataLab.Client.Jobs;

/// <summary>Which lines of a log, and how long.</summary>
public sealed record LogOptions
{
    /// <summary>Which lines. Null, the default: everything (<see cref="LogType.Console"/>).</summary>
    public LogType? Type { get; init; }

    /// <summary>true to follow the log until it is complete; false to stop at its current end. Default: true.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>Gets the number of lines to return from the current end of the log. The lines before them are also read, because servers
    /// cannot skip them, but only the last ones are kept in memory. If null, all lines are returned. Default: null.</summary>
    public int? Tail { get; init; }

    /// <summary>Failures in a row that count as passing (lost connections, time-outs, 408, 429, 5xx); each was repeated before it
    /// counts. Default 5.</summary>
    public int MaxFailures { get; init; } = 5;
}
