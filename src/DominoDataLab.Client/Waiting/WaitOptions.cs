namespace DominoDataLab.Client;

/// <summary>The options for waiting until a job, an app, a build or another object reaches a state.</summary>
public sealed record WaitOptions
{
    /// <summary>Gets the time limit of the wait. A request in flight is canceled at the limit. The last poll is up to one second before
    /// it. If null, the wait is unlimited. If zero, the object is polled once. Default: null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the longest pause between two polls, more than zero. Polling starts at four times a second and becomes less
    /// frequent. Each pause is up to a fifth shorter or longer at random. Default: 15 s.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the number of polls in a row that may fail with a transient error: a lost connection, a timeout, 408, 429 or 5xx.
    /// Each of them was retried before it counts. Other errors, such as 401, 403 and 404, end the wait at once. Default: 5.</summary>
    public int MaxTransientErrors { get; init; } = 5;

    /// <summary>
    /// Gets the number of lines from the end of the log that an exception about a failure carries. If 0, the log is not read. Default: 20.
    /// </summary>
    public int FailureLogLines { get; init; } = 20;

    /// <summary>Gets the receiver of the state after each poll, or null. Default: null.</summary>
    public IProgress<WaitProgress>? Progress { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal static WaitOptions Check(WaitOptions? options)
    {
        options ??= new WaitOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Timeout ?? TimeSpan.Zero, TimeSpan.Zero, nameof(options.Timeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxPollInterval, TimeSpan.Zero, nameof(options.MaxPollInterval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxPollInterval, TimeSpan.FromDays(1), nameof(options.MaxPollInterval));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTransientErrors, nameof(options.MaxTransientErrors));
        ArgumentOutOfRangeException.ThrowIfNegative(options.FailureLogLines, nameof(options.FailureLogLines));
        return options;
    }
}

/// <summary>The state of an object after a poll.</summary>
/// <param name="State">The object as the server returned it, such as a <see cref="Jobs.Job"/> or an <see cref="Apps.App"/>.</param>
/// <param name="Status">The status as the server writes it.</param>
/// <param name="Elapsed">The time since the wait started.</param>
public sealed record WaitProgress(object State, string Status, TimeSpan Elapsed);
