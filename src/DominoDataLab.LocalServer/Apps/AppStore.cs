using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Apps;

internal sealed record AppRow(
    string Id,
    string ProjectId,
    string Name,
    string Description,
    string EntryPoint,
    string PublisherId,
    long CreatedMs,
    bool RendersInFrame
);

internal sealed record AppInstanceRow
{
    public required string Id { get; init; }

    public required string AppId { get; init; }

    public required int Number { get; init; }

    public required string Status { get; init; }

    public string? Message { get; init; }

    public required string CommitId { get; init; }

    public required string TierId { get; init; }

    public required string EnvironmentRevisionId { get; init; }

    public required string StartedBy { get; init; }

    public required long CreatedMs { get; init; }

    public long? EndedMs { get; init; }

    public bool HasEnded => Status is "Stopped" or "Failed" or "Error";
}

/// <summary>Apps and every start of them.</summary>
internal sealed class AppStore(Database database, TimeProvider time)
{
    private const string Columns =
        "SELECT id, project_id, name, description, entry_point, publisher_id, created_ms, render_iframe FROM apps";
    private const string InstanceColumns =
        "SELECT id, app_id, number, status, message, commit_id, tier_id, environment_revision, started_by, created_ms, ended_ms FROM "
        + "app_instances";

    public AppRow Create(string projectId, string name, string description, string entryPoint, string publisherId, bool rendersInFrame)
    {
        var id = Ids.New();
        database.Write(
            """
            INSERT INTO apps (id, project_id, name, description, entry_point, publisher_id, created_ms, render_iframe)
            VALUES ($id, $project, $name, $description, $entry, $publisher, $created, $frame)
            """,
            ("$id", id),
            ("$project", projectId),
            ("$name", name),
            ("$description", description),
            ("$entry", entryPoint),
            ("$publisher", publisherId),
            ("$created", Now),
            ("$frame", rendersInFrame ? 1 : 0)
        );
        return Find(id)!;
    }

    public AppRow? Find(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    /// <summary>Lists the apps of all projects that a user may read.</summary>
    public List<AppRow> VisibleTo(UserRow user) =>
        database.List(
            $"""
            {AccessQuery.Me} SELECT a.id, a.project_id, a.name, a.description, a.entry_point, a.publisher_id, a.created_ms,
                a.render_iframe
            FROM apps a JOIN projects p ON p.id = a.project_id
            WHERE p.archived = 0 AND {AccessQuery.Level} >= {(int)ProjectAccess.ViewRuns} ORDER BY p.created_ms, p.id, a.rowid
            """,
            Map,
            AccessQuery.Of(user)
        );

    public List<AppRow> OfProject(string projectId) =>
        database.List(Columns + " WHERE project_id = $project ORDER BY rowid", Map, ("$project", projectId));

    public AppInstanceRow AddInstance(string appId, string commitId, string tierId, string environmentRevisionId, string startedBy)
    {
        var id = Ids.New();
        database.Write(
            """
            INSERT INTO app_instances (id, app_id, number, status, commit_id, tier_id, environment_revision, started_by, created_ms)
            VALUES ($id, $app, (SELECT COALESCE(MAX(number), 0) + 1 FROM app_instances WHERE app_id = $app), 'Queued', $commit, $tier,
                $environment, $user, $created)
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

    public void Started(string id, ExecutionHandle handle) =>
        database.Write(
            "UPDATE app_instances SET executor = $executor, handle = $handle WHERE id = $id",
            ("$id", id),
            ("$executor", handle.Executor),
            ("$handle", handle.Value)
        );

    public void Ended(string id, string status, string? message) =>
        database.Write(
            "UPDATE app_instances SET status = $status, message = $message, executor = NULL, handle = NULL, ended_ms = $ended WHERE id "
                + "= $id",
            ("$id", id),
            ("$status", status),
            ("$message", message),
            ("$ended", Now)
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static AppRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7) == 1
        );

    private static AppInstanceRow MapInstance(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            AppId = row.GetString(1),
            Number = row.GetInt32(2),
            Status = row.GetString(3),
            Message = row.IsDBNull(4) ? null : row.GetString(4),
            CommitId = row.GetString(5),
            TierId = row.GetString(6),
            EnvironmentRevisionId = row.GetString(7),
            StartedBy = row.GetString(8),
            CreatedMs = row.GetInt64(9),
            EndedMs = row.IsDBNull(10) ? null : row.GetInt64(10),
        };
}
