namespace DominoDataLab.Client.Jobs;

/// <summary>The options for reading a log.</summary>
public sealed record LogOptions
{
    /// <summary>
    /// Gets the type of the lines to return. If null, all lines are returned (<see cref="LogType.Console"/>). Default: null.
    /// </summary>
    public LogType? Type { get; init; }

    /// <summary>true to follow the log until it is complete; false to stop at its current end. Default: true.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>Gets the number of lines to return from the current end of the log. The lines before them are also read, because servers
    /// cannot skip them, but only the last ones are kept in memory. If null, all lines are returned. Default: null.</summary>
    public int? Tail { get; init; }

    /// <summary>Gets the number of requests in a row that may fail with a transient error: a lost connection, a timeout, 408, 429 or 5xx.
    /// Each of them was retried before it counts. Default: 5.</summary>
    public int MaxTransientErrors { get; init; } = 5;

    /// <exception cref="ArgumentOutOfRangeException">An option is negative.</exception>
    internal static LogOptions Check(LogOptions? options)
    {
        options ??= new LogOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Tail ?? 0, nameof(options.Tail));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTransientErrors, nameof(options.MaxTransientErrors));
        return options;
    }
}
