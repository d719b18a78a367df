using System.Globalization;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Output;

/// <summary>A job.</summary>
internal sealed record JobRow(
    string Id,
    int Number,
    string Status,
    string? Title,
    string? Command,
    string? User,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? InputCommitId,
    string? OutputCommitId,
    string? Reason
)
{
    public static Column<JobRow>[] Columns { get; } =
    [
        new("Job", row => row.Number),
        new("Id", row => row.Id),
        new("Status", row => row.Status),
        new("Reason", row => row.Reason),
        new("Title", row => row.Title),
        new("Command", row => row.Command),
        new("User", row => row.User),
        new("Submitted", row => row.SubmittedAt),
        new("Started", row => row.StartedAt),
        new("Ended", row => row.EndedAt),
        new("Input commit", row => row.InputCommitId),
        new("Output commit", row => row.OutputCommitId),
    ];

    /// <summary>Returns the columns of a list. The command comes last, because a terminal cuts what does not fit.</summary>
    public static Column<JobRow>[] ListColumns(DateTimeOffset now) =>
        [
            new("Job", row => row.Number, IsNumber: true),
            new("Status", row => row.Status),
            new("Submitted", row => row.SubmittedAt),
            new("Duration", row => row.Duration(now), IsNumber: true),
            new("User", row => row.User),
            new("Command", row => row.Command),
        ];

    public static JobRow From(Job job) =>
        new(
            job.Id,
            job.Number,
            job.Status.Value,
            job.Title,
            job.Command,
            job.StartedBy?.UserName,
            job.StageTime?.SubmittedAt,
            job.StageTime?.StartedAt,
            job.StageTime?.CompletedAt,
            job.CommitDetails?.InputCommitId,
            job.OutputCommitId,
            job.Failure?.Message ?? job.Failure?.Reason ?? (job.IsCompleted ? null : job.QueuedJobHistoryDetails?.Explanation)
        );

    /// <summary>Writes one job in full, or several as a list.</summary>
    public static async Task WriteAsync(CommandContext context, IReadOnlyList<JobRow> jobs)
    {
        if (jobs.Count == 1)
        {
            context.WriteOne(jobs[0], OutputJson.Written.JobRow, Columns);
            return;
        }

        await context.WriteListAsync(jobs, OutputJson.Written.IReadOnlyListJobRow, "No jobs.", ListColumns(context.Time.GetUtcNow()));
    }

    private string? Duration(DateTimeOffset now)
    {
        if ((EndedAt ?? now) - StartedAt is not { } time)
        {
            return null;
        }

        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }
}

/// <summary>A line of a job's log.</summary>
internal sealed record LogRow(DateTimeOffset Time, string Type, string Text)
{
    public static LogRow From(LogLine line) => new(line.Timestamp, line.Type.Value, line.Text);
}
