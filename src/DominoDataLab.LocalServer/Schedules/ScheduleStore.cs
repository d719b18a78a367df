using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>A scheduled job: what was asked for, and when it is next due; a paused one is never due.</summary>
internal sealed record ScheduleRow(
    string Id,
    string ProjectId,
    JsonObject Definition,
    string UserId,
    string UserName,
    long CreatedMs,
    long? DueMs
);

/// <summary>Scheduled jobs in the database.</summary>
internal sealed class ScheduleStore(Database database)
{
    private const string Columns =
        "SELECT s.id, s.project_id, s.definition, s.user_id, u.name, s.created_ms, s.due_ms FROM scheduled_jobs s JOIN users u ON u.id "
        + "= s.user_id";
    private const string OfLivingProject = "EXISTS (SELECT 1 FROM projects p WHERE p.id = s.project_id AND p.archived = 0)";

    public ScheduleRow? Find(string id) => database.One(Columns + " WHERE s.id = $id", Map, ("$id", id));

    public List<ScheduleRow> OfProject(string projectId) =>
        database.List(Columns + " WHERE s.project_id = $project ORDER BY s.rowid", Map, ("$project", projectId));

    public List<ScheduleRow> DueAt(long now) =>
        database.List(Columns + " WHERE s.due_ms <= $now AND " + OfLivingProject + " ORDER BY s.due_ms, s.rowid", Map, ("$now", now));

    /// <summary>When the next one is due of those that are not yet.</summary>
    public long? NextAfter(long now) =>
        database.Read(
            "SELECT MIN(due_ms) FROM scheduled_jobs s WHERE due_ms > $now AND " + OfLivingProject,
            row => row.Read() && !row.IsDBNull(0) ? row.GetInt64(0) : (long?)null,
            ("$now", now)
        );

    public void Add(ScheduleRow row) =>
        database.Write(
            "INSERT INTO scheduled_jobs (id, project_id, definition, user_id, created_ms, due_ms) VALUES ($id, $project, $definition, "
                + "$user, $created, $due)",
            ("$id", row.Id),
            ("$project", row.ProjectId),
            ("$definition", row.Definition.ToJsonString()),
            ("$user", row.UserId),
            ("$created", row.CreatedMs),
            ("$due", row.DueMs)
        );

    public void Update(ScheduleRow row) =>
        database.Write(
            "UPDATE scheduled_jobs SET definition = $definition, user_id = $user, due_ms = $due WHERE id = $id",
            ("$id", row.Id),
            ("$definition", row.Definition.ToJsonString()),
            ("$user", row.UserId),
            ("$due", row.DueMs)
        );

    /// <summary>Says when it is due next, unless it has been changed meanwhile.</summary>
    public void Fired(string id, long due, long? next) =>
        database.Write(
            "UPDATE scheduled_jobs SET due_ms = $next WHERE id = $id AND due_ms = $due",
            ("$id", id),
            ("$due", due),
            ("$next", next)
        );

    public void Delete(string id) => database.Write("DELETE FROM scheduled_jobs WHERE id = $id", ("$id", id));

    private static ScheduleRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            (JsonObject)JsonNode.Parse(row.GetString(2))!,
            row.GetString(3),
            row.GetString(4),
            row.GetInt64(5),
            row.IsDBNull(6) ? null : row.GetInt64(6)
        );
}
