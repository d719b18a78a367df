namespace DominoDataLab.Client.Jobs;

/// <summary>Which lines of a log, and how long.</summary>
public sealed record LogOptions
{
    /// <summary>Which lines. Null, the default: everything (<see cref="LogType.Console"/>).</summary>
    public LogType? Type { get; init; }

    /// <summary>Whether to go on until the log is complete. Default: yes.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>Of the lines that are there now, how many of the last. The lines before them are read too, for servers can't skip
    /// them, but no more than these are held. Null, the default: all.</summary>
    public int? Tail { get; init; }

    /// <summary>Failures in a row that count as passing (lost connections, time-outs, 408, 429, 5xx); each was repeated before it
    /// counts. Default 5.</summary>
    public int MaxFailures { get; init; } = 5;
}
