using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Apps;

internal sealed record AppRow(
    string Id,
    string ProjectId,
    string Name,
    string Description,
    string EntryPoint,
    string PublisherId,
    long CreatedMs
);

internal sealed record AppInstanceRow(
    string Id,
    string AppId,
    int Number,
    string Status,
    string? Message,
    string CommitId,
    string TierId,
    string EnvironmentRevisionId,
    string StartedBy,
    int? ProcessId,
    long CreatedMs,
    long? EndedMs
)
{
    public bool HasEnded => Status is "Stopped" or "Failed" or "Error";
}

/// <summary>Apps and every start of them.</summary>
internal sealed class AppStore(Database database, TimeProvider time)
{
    private const string Columns = "SELECT id, project_id, name, description, entry_point, publisher_id, created_ms FROM apps";
    private const string InstanceColumns =
        "SELECT id, app_id, number, status, message, commit_id, tier_id, environment_revision, started_by, process_id, created_ms, ended_ms FROM app_instances";

    public AppRow Create(string projectId, string name, string description, string entryPoint, string publisherId)
    {
        var id = Ids.New();
        database.Write(
            "INSERT INTO apps (id, project_id, name, description, entry_point, publisher_id, created_ms) VALUES ($id, $project, $name, $description, $entry, $publisher, $created)",
            ("$id", id),
            ("$project", projectId),
            ("$name", name),
            ("$description", description),
            ("$entry", entryPoint),
            ("$publisher", publisherId),
            ("$created", Now)
        );
        return Find(id)!;
    }

    public AppRow? Find(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    public List<AppRow> OfProject(string projectId) =>
        database.List(Columns + " WHERE project_id = $project ORDER BY rowid", Map, ("$project", projectId));

    public AppInstanceRow AddInstance(string appId, string commitId, string tierId, string environmentRevisionId, string startedBy)
    {
        var id = Ids.New();
        database.Write(
            """
            INSERT INTO app_instances (id, app_id, number, status, commit_id, tier_id, environment_revision, started_by, created_ms)
            VALUES ($id, $app, (SELECT COALESCE(MAX(number), 0) + 1 FROM app_instances WHERE app_id = $app), 'Queued', $commit, $tier, $environment, $user, $created)
            """,
            ("$id", id),
            ("$app", appId),
            ("$commit", commitId),
            ("$tier", tierId),
            ("$environment", environmentRevisionId),
            ("$user", startedBy),
            ("$created", Now)
        );
        return Instance(id)!;
    }

    public AppInstanceRow? Instance(string id) => database.One(InstanceColumns + " WHERE id = $id", MapInstance, ("$id", id));

    public AppInstanceRow? Latest(string appId) =>
        database.One(InstanceColumns + " WHERE app_id = $app ORDER BY number DESC LIMIT 1", MapInstance, ("$app", appId));

    public List<AppInstanceRow> Instances(string appId) =>
        database.List(InstanceColumns + " WHERE app_id = $app ORDER BY number DESC", MapInstance, ("$app", appId));

    public List<AppInstanceRow> Alive() =>
        database.List(InstanceColumns + " WHERE status NOT IN ('Stopped', 'Failed', 'Error')", MapInstance);

    public void Move(string id, string status) =>
        database.Write(
            "UPDATE app_instances SET status = $status WHERE id = $id AND status NOT IN ('Stopped', 'Failed', 'Error')",
            ("$id", id),
            ("$status", status)
        );

    public void Started(string id, int processId) =>
        database.Write("UPDATE app_instances SET process_id = $process WHERE id = $id", ("$id", id), ("$process", processId));

    public void Ended(string id, string status, string? message) =>
        database.Write(
            "UPDATE app_instances SET status = $status, message = $message, process_id = NULL, ended_ms = $ended WHERE id = $id",
            ("$id", id),
            ("$status", status),
            ("$message", message),
            ("$ended", Now)
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static AppRow Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt64(6));

    private static AppInstanceRow MapInstance(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.IsDBNull(9) ? null : row.GetInt32(9),
            row.GetInt64(10),
            row.IsDBNull(11) ? null : row.GetInt64(11)
        );
}
