using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The columns of a job, and how a row of them is read.</summary>
internal static class JobColumns
{
    public const string Select =
        "SELECT id, project_id, number, title, command, arguments, direct, tier_id, input_commit, output_commit, status, reason, message, "
        + "submitted_ms, started_ms, completed_ms, executor, handle, request, statistics, started_by, environment_revision, schedule_id, "
        + "due_ms, archived FROM jobs";

    public static JobRow Map(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            ProjectId = row.GetString(1),
            Number = row.GetInt32(2),
            Title = Text(row, 3),
            Command = row.GetString(4),
            Arguments = Text(row, 5),
            IsDirect = row.GetInt32(6) == 1,
            TierId = row.GetString(7),
            InputCommit = row.GetString(8),
            OutputCommit = Text(row, 9),
            Status = JobStatuses.Parse(row.GetString(10)),
            Reason = Text(row, 11),
            Message = Text(row, 12),
            SubmittedMs = row.GetInt64(13),
            StartedMs = Number(row, 14),
            CompletedMs = Number(row, 15),
            Executor = Text(row, 16),
            Handle = Text(row, 17),
            Request = row.GetString(18),
            Statistics = row.GetString(19),
            StartedBy = row.GetString(20),
            EnvironmentRevisionId = row.GetString(21),
            ScheduleId = Text(row, 22),
            DueMs = Number(row, 23),
            IsArchived = row.GetInt32(24) == 1,
        };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
