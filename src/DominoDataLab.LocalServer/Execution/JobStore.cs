using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Jobs in the database.</summary>
internal sealed class JobStore(Database database)
{
    private const string Columns = "SELECT id, project_id, number, title, command, arguments, direct, tier_id, input_commit, output_commit, status, reason, message, submitted_ms, started_ms, completed_ms, process_id, request, statistics, started_by, environment_revision FROM jobs";

    public JobRow? Find(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    public List<JobRow> OfProject(string projectId) => database.List(Columns + " WHERE project_id = $project ORDER BY number DESC", Map, ("$project", projectId));

    public List<JobRow> Unfinished() => database.List(Columns + " WHERE status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped') ORDER BY submitted_ms, rowid", Map);

    public int QueuedBefore(string id) =>
        database.Read("SELECT COUNT(*) FROM jobs WHERE status = 'Queued' AND rowid < (SELECT rowid FROM jobs WHERE id = $id)", row => row.Read() ? row.GetInt32(0) : 0, ("$id", id));

    public void Add(JobRow job) => database.Write(
        """
        INSERT INTO jobs (id, project_id, number, title, command, arguments, direct, tier_id, input_commit, status, submitted_ms, request, started_by, environment_revision)
        VALUES ($id, $project, (SELECT COALESCE(MAX(number), 0) + 1 FROM jobs WHERE project_id = $project), $title, $command, $arguments, $direct, $tier, $commit, 'Queued', $submitted, $request, $user, $environment)
        """,
        ("$id", job.Id), ("$project", job.ProjectId), ("$title", job.Title), ("$command", job.Command), ("$arguments", job.Arguments), ("$direct", job.Direct ? 1 : 0), ("$tier", job.TierId), ("$commit", job.InputCommit), ("$submitted", job.SubmittedMs), ("$request", job.Request), ("$user", job.StartedBy), ("$environment", job.EnvironmentRevisionId));

    /// <summary>Moves a job on, unless it has ended; says whether it did.</summary>
    public bool Move(string id, string status) =>
        database.Write("UPDATE jobs SET status = $status WHERE id = $id AND status NOT IN ('Succeeded', 'Failed', 'Error', 'Stopped')", ("$id", id), ("$status", status)) == 1;

    /// <summary>Moves a job on only if it is where the caller thinks.</summary>
    public bool Move(string id, string from, string to) =>
        database.Write("UPDATE jobs SET status = $to WHERE id = $id AND status = $from", ("$id", id), ("$from", from), ("$to", to)) == 1;

    public void Started(string id, int processId, long at) =>
        database.Write("UPDATE jobs SET process_id = $process, started_ms = $at WHERE id = $id", ("$id", id), ("$process", processId), ("$at", at));

    public void Ended(string id, string status, string? reason, string? message, string? outputCommit, string statistics, long at) =>
        database.Write(
            "UPDATE jobs SET status = $status, reason = $reason, message = $message, output_commit = $commit, statistics = $statistics, completed_ms = $at, process_id = NULL WHERE id = $id",
            ("$id", id), ("$status", status), ("$reason", reason), ("$message", message), ("$commit", outputCommit), ("$statistics", statistics), ("$at", at));

    private static JobRow Map(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt32(2), Text(row, 3), row.GetString(4), Text(row, 5), row.GetInt32(6) == 1, row.GetString(7), row.GetString(8), Text(row, 9), row.GetString(10), Text(row, 11), Text(row, 12), row.GetInt64(13), Number(row, 14), Number(row, 15), (int?)Number(row, 16), row.GetString(17), row.GetString(18), row.GetString(19), row.GetString(20));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
