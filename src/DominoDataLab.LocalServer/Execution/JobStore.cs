using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The number of executions of a project, and the time for which they ran together.</summary>
internal readonly record struct RunCount(int All, int Unfinished, TimeSpan Time);

/// <summary>Reads jobs from the database. <see cref="JobLifecycle"/> changes their status.</summary>
internal sealed class JobStore(Database database)
{
    private static readonly string Unfinal = $"status NOT IN {JobStatuses.FinalSql}";

    private readonly DatabaseCache<JobRow?> _found = new(database);

    public JobRow? Find(string id) =>
        _found.Get(id, id => database.One(JobColumns.Select + " WHERE id = $id", JobColumns.Map, ("$id", id)));

    /// <summary>Gets the jobs of a project, the newest first.</summary>
    public List<JobRow> OfProject(string projectId) =>
        database.List(JobColumns.Select + " WHERE project_id = $project ORDER BY number DESC", JobColumns.Map, ("$project", projectId));

    /// <summary>Gets the jobs that have not ended, in the order in which they were submitted.</summary>
    public List<JobRow> Unfinished() => database.List($"{JobColumns.Select} WHERE {Unfinal} ORDER BY submitted_ms, rowid", JobColumns.Map);

    /// <summary>Gets the count of each project that had executions.</summary>
    public Dictionary<string, RunCount> CountByProject() =>
        database
            .List(
                $"SELECT project_id, SUM(jobs), SUM(CASE WHEN {Unfinal} THEN jobs ELSE 0 END), SUM(run_ms) FROM job_counts GROUP BY "
                    + "project_id",
                row =>
                    (
                        Project: row.GetString(0),
                        Count: new RunCount(row.GetInt32(1), row.GetInt32(2), TimeSpan.FromMilliseconds(row.GetInt64(3)))
                    )
            )
            .ToDictionary(pair => pair.Project, pair => pair.Count);

    public bool HasUnfinished(string scheduleId) =>
        database.Read(
            $"SELECT 1 FROM jobs WHERE schedule_id = $schedule AND {Unfinal}",
            (SqliteDataReader row) => row.Read(),
            ("$schedule", scheduleId)
        );

    /// <summary>Returns true if a schedule has started its job of a certain time.</summary>
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

    public Dictionary<string, long> Checkpoints(string id) =>
        database
            .List(
                "SELECT name, at_ms FROM job_checkpoints WHERE job_id = $job",
                row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
                ("$job", id)
            )
            .ToDictionary();
}
