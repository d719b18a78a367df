namespace DominoDataLab.LocalServer.Execution;

/// <summary>A job as it stands in the database.</summary>
internal sealed record JobRow
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    /// <summary>The job's number within its project, from 1.</summary>
    public required int Number { get; init; }

    public string? Title { get; init; }

    public required string Command { get; init; }

    /// <summary>The command's words as a JSON array, if the request gave them apart.</summary>
    public string? Arguments { get; init; }

    /// <summary>true if a shell runs the command; otherwise, false.</summary>
    public bool IsDirect { get; init; }

    public required string TierId { get; init; }

    public required string InputCommit { get; init; }

    public string? OutputCommit { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>Why the job did not succeed, as a word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the job did not succeed, as a sentence.</summary>
    public string? Message { get; init; }

    public required long SubmittedMs { get; init; }

    public long? StartedMs { get; init; }

    public long? CompletedMs { get; init; }

    /// <summary>The name of the executor that runs the job.</summary>
    public string? Executor { get; init; }

    /// <summary>Gets the value by which the executor finds the running job again.</summary>
    public string? Handle { get; init; }

    /// <summary>The request that started the job, as JSON.</summary>
    public required string Request { get; init; }

    /// <summary>The job's statistics as a JSON object.</summary>
    public required string Statistics { get; init; }

    public required string StartedBy { get; init; }

    public required string EnvironmentRevisionId { get; init; }

    /// <summary>The schedule that started the job, if one did.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The time for which the schedule started the job.</summary>
    public long? DueMs { get; init; }

    public bool IsArchived { get; init; }

    public bool IsFinal => Status.IsFinal();
}
