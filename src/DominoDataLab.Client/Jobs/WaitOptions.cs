namespace DominoDataLab.Client.Jobs;

/// <summary>How to wait for a job.</summary>
public sealed record WaitOptions
{
    /// <summary>The longest pause between two looks. Looks begin four times a second and become rarer. Default 15 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When to give up. The job goes on. Null, the default: never. Zero: one look.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Failures in a row that count as passing (lost connections, time-outs, 5xx). Default 5.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>Lines of the log's end that a failure carries. Default 20.</summary>
    public int FailureLogLines { get; init; } = 20;

    /// <summary>Told of every look.</summary>
    public IProgress<Job>? Progress { get; init; }
}
