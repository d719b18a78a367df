namespace DominoDataLab.Client.Jobs;

/// <summary>How to wait for a job.</summary>
public sealed record WaitOptions
{
    /// <summary>The longest pause between two looks, more than zero. Looks begin four times a second and become rarer, each pause up
    /// to a fifth shorter or longer by chance. Default 15 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When to give up. The job goes on. There is always one look, and the last is at the deadline; it has 30 s to be
    /// answered. Null, the default: never. Zero: one look.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Failures in a row that count as passing (lost connections, time-outs, 408, 429, 5xx); each was repeated before it
    /// counts. Others (401, 403, 404) end the wait at once. Default 5.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>Lines of the log's end that a failure carries; 0: the log is not asked for. Default 20.</summary>
    public int FailureLogLines { get; init; } = 20;

    /// <summary>Receives the job after each poll.</summary>
    public IProgress<Job>? Progress { get; init; }
}
