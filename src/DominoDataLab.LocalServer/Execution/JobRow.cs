namespace DominoDataLab.LocalServer.Execution;

/// <summary>A job as it stands in the database.</summary>
internal sealed record JobRow(
    string Id,
    string ProjectId,
    int Number,
    string? Title,
    string Command,
    string? Arguments,
    bool Direct,
    string TierId,
    string InputCommit,
    string? OutputCommit,
    string Status,
    string? Reason,
    string? Message,
    long SubmittedMs,
    long? StartedMs,
    long? CompletedMs,
    int? ProcessId,
    string Request,
    string Statistics,
    string StartedBy,
    string EnvironmentRevisionId
)
{
    /// <summary>The schedule that started it, and the time it was due.</summary>
    public string? ScheduleId { get; init; }

    public long? DueMs { get; init; }

    public bool IsArchived { get; init; }

    public bool IsFinal => Status is "Succeeded" or "Failed" or "Error" or "Stopped";
}
