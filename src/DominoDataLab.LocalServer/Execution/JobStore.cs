using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>How many executions a project had, and how long they ran together.</summary>
internal readonly record struct RunCount(int All, int Unfinished, TimeSpan Time);

/// <summary>Jobs in the database.</summary>
internal sealed class JobStore(Database database, TimeProvider time)
{
    private const string Columns =
        "SELECT id, project_id, number, title, command, arguments, direct, tier_id, input_commit, output_commit, status, reason, message, submitted_ms, started_ms, completed_ms, process_id, request, statistics, started_by, environment_revision, schedule_id, due_ms, archived FROM jobs";

    /// <summary>Comes after each end of a job.</summary>
    public event Action? JobEnded;

    public JobRow? Find(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    public List<JobRow> OfProject(string projectId) =>
        database.List(Columns + " WHERE project_id = $project ORDER BY number DESC", Map, ("$project", projectId));

    public List<JobRow> Unfinished() =>
        database.List(Columns + " WHERE status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped') ORDER BY submitted_ms, rowid", Map);

    public int QueuedBefore(string id) =>
        database.Read(
            "SELECT COUNT(*) FROM jobs WHERE status = 'Queued' AND rowid < (SELECT rowid FROM jobs WHERE id = $id)",
            row => row.Read() ? row.GetInt32(0) : 0,
            ("$id", id)
        );

    /// <summary>The count of each project that had executions.</summary>
    public Dictionary<string, RunCount> CountByProject() =>
        database
            .List(
                "SELECT project_id, COUNT(*), SUM(status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped')), COALESCE(SUM(completed_ms - started_ms), 0) FROM jobs GROUP BY project_id",
                row =>
                    (
                        Project: row.GetString(0),
                        Count: new RunCount(row.GetInt32(1), row.GetInt32(2), TimeSpan.FromMilliseconds(row.GetInt64(3)))
                    )
            )
            .ToDictionary(pair => pair.Project, pair => pair.Count);

    public void Add(JobRow job) =>
        database.Write(
            """
            INSERT INTO jobs (id, project_id, number, title, command, arguments, direct, tier_id, input_commit, status, submitted_ms, request, started_by, environment_revision, schedule_id, due_ms)
            VALUES ($id, $project, (SELECT COALESCE(MAX(number), 0) + 1 FROM jobs WHERE project_id = $project), $title, $command, $arguments, $direct, $tier, $commit, 'Queued', $submitted, $request, $user, $environment, $schedule, $due)
            """,
            ("$id", job.Id),
            ("$project", job.ProjectId),
            ("$title", job.Title),
            ("$command", job.Command),
            ("$arguments", job.Arguments),
            ("$direct", job.Direct ? 1 : 0),
            ("$tier", job.TierId),
            ("$commit", job.InputCommit),
            ("$submitted", job.SubmittedMs),
            ("$request", job.Request),
            ("$user", job.StartedBy),
            ("$environment", job.EnvironmentRevisionId),
            ("$schedule", job.ScheduleId),
            ("$due", job.DueMs)
        );

    /// <summary>Moves a job on, unless it has ended; says whether it did.</summary>
    public bool Move(string id, string status) =>
        database.Write(
            "UPDATE jobs SET status = $status WHERE id = $id AND status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped')",
            ("$id", id),
            ("$status", status)
        ) == 1;

    /// <summary>Moves a job on only if it is where the caller thinks.</summary>
    public bool Move(string id, string from, string to) =>
        database.Write("UPDATE jobs SET status = $to WHERE id = $id AND status = $from", ("$id", id), ("$from", from), ("$to", to)) == 1;

    public void Started(string id, int processId, long at) =>
        database.Write(
            "UPDATE jobs SET process_id = $process, started_ms = $at WHERE id = $id",
            ("$id", id),
            ("$process", processId),
            ("$at", at)
        );

    public void Ended(string id, string status, string? reason, string? message, string? outputCommit, string statistics, long at)
    {
        database.Write(
            "UPDATE jobs SET status = $status, reason = $reason, message = $message, output_commit = $commit, statistics = $statistics, completed_ms = $at, process_id = NULL WHERE id = $id",
            ("$id", id),
            ("$status", status),
            ("$reason", reason),
            ("$message", message),
            ("$commit", outputCommit),
            ("$statistics", statistics),
            ("$at", at)
        );
        JobEnded?.Invoke();
    }

    public bool HasUnfinished(string scheduleId) =>
        database.Read(
            "SELECT 1 FROM jobs WHERE schedule_id = $schedule AND status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped')",
            row => row.Read(),
            ("$schedule", scheduleId)
        );

    public bool HasFired(string scheduleId, long due) =>
        database.Read(
            "SELECT 1 FROM jobs WHERE schedule_id = $schedule AND due_ms = $due",
            row => row.Read(),
            ("$schedule", scheduleId),
            ("$due", due)
        );

    public void Rename(string id, string title) =>
        database.Write("UPDATE jobs SET title = $title WHERE id = $id", ("$id", id), ("$title", title));

    public void Archive(string id) => database.Write("UPDATE jobs SET archived = 1 WHERE id = $id", ("$id", id));

    /// <summary>Notes that a job has passed a checkpoint.</summary>
    public void Passed(string id, string checkpoint) =>
        database.Write(
            "INSERT OR IGNORE INTO job_checkpoints (job_id, name, at_ms) VALUES ($job, $name, $at)",
            ("$job", id),
            ("$name", checkpoint),
            ("$at", time.GetUtcNow().ToUnixTimeMilliseconds())
        );

    public Dictionary<string, long> Checkpoints(string id) =>
        database
            .List(
                "SELECT name, at_ms FROM job_checkpoints WHERE job_id = $job",
                row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
                ("$job", id)
            )
            .ToDictionary();

    private static JobRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            Text(row, 3),
            row.GetString(4),
            Text(row, 5),
            row.GetInt32(6) == 1,
            row.GetString(7),
            row.GetString(8),
            Text(row, 9),
            row.GetString(10),
            Text(row, 11),
            Text(row, 12),
            row.GetInt64(13),
            Number(row, 14),
            Number(row, 15),
            (int?)Number(row, 16),
            row.GetString(17),
            row.GetString(18),
            row.GetString(19),
            row.GetString(20)
        )
        {
            ScheduleId = Text(row, 21),
            DueMs = Number(row, 22),
            IsArchived = row.GetInt32(23) == 1,
        };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
