namespace DominoDataLab.LocalServer.Execution;

/// <summary>A job that is about to be added to the database.</summary>
internal sealed record NewJob
{
    public required string ProjectId { get; init; }

    public required string Command { get; init; }

    public required string? Arguments { get; init; }

    public required bool IsDirect { get; init; }

    public required string? Title { get; init; }

    public required string TierId { get; init; }

    public required string InputCommit { get; init; }

    public required string EnvironmentRevisionId { get; init; }

    public required string StartedBy { get; init; }

    public required string Request { get; init; }

    public string? ScheduleId { get; init; }

    public long? DueMs { get; init; }
}
