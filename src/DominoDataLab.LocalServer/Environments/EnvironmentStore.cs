using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Environments;

internal sealed record EnvironmentRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Visibility { get; init; }

    public string? OwnerId { get; init; }

    public string? OwnerName { get; init; }

    public required string Description { get; init; }

    public required bool IsDefault { get; init; }

    public required bool Archived { get; init; }

    public string? RestrictedRevisionId { get; init; }
}

internal sealed record RevisionRow(string Id, string EnvironmentId, int Number, string Status, JsonObject Definition);

/// <summary>Compute environments, their revisions, and who may use and change them.</summary>
internal sealed class EnvironmentStore(Database database, Secrets secrets, TimeProvider time)
{
    private const string Names =
        "e.id, e.name, e.visibility, e.owner_id, u.name, e.description, e.is_default, e.archived, e.restricted_revision";

    private const string Tables = "environments e LEFT JOIN users u ON u.id = e.owner_id";
    private const string Columns = $"SELECT {Names} FROM {Tables}";
    private const string RevisionColumns = "SELECT id, environment_id, number, status, definition, is_encrypted FROM environment_revisions";

    /// <summary>The environments of a new server. The first one is the default.</summary>
    public void Seed()
    {
        if (All().Count > 0)
        {
            return;
        }

        foreach (
            var (name, clusters) in ((string, string[])[])
                [("Domino Standard Environment", []), ("Spark Compute Environment", []), ("Spark Cluster Environment", ["spark"])]
        )
        {
            var definition = new JsonObject
            {
                ["image"] = "local/" + name.Split(' ')[0].ToLowerInvariant(),
                ["supportedClusters"] = clusters.ToJsonArray(cluster => cluster),
            };
            Create(name, "global", null, "", definition, isDefault: name == "Domino Standard Environment", status: "succeeded");
        }
    }

    public List<EnvironmentRow> All() => database.List(Columns + " WHERE e.archived = 0 ORDER BY e.rowid", Map);

    /// <summary>Lists the environments that a caller may use.</summary>
    public Page<EnvironmentRow> UsableBy(UserRow caller, (int Offset, int Limit)? part = null) =>
        database.Page(
            new ListQuery(
                Names,
                Tables + " WHERE e.archived = 0 AND (e.visibility = 'global' OR $administrator OR e.owner_id = $user)",
                "e.rowid"
            ),
            Map,
            part ?? ListQuery.All,
            ("$administrator", caller.IsAdministrator ? 1 : 0),
            ("$user", caller.Id)
        );

    public EnvironmentRow Default() => database.One(Columns + " WHERE e.is_default = 1", Map)!;

    public EnvironmentRow? Find(string id) => database.One(Columns + " WHERE e.id = $id", Map, ("$id", id));

    /// <summary>Gets an environment that the caller may use. Private environments of other users count as missing.</summary>
    public EnvironmentRow Usable(UserRow caller, string id) =>
        Find(id) is { } found && MayUse(caller, found)
            ? found
            : throw DomainException.NotFound($"The environment with the ID '{id}' was not found.");

    public EnvironmentRow Changeable(UserRow caller, string id) =>
        Usable(caller, id) is var found && (caller.IsAdministrator || (found.OwnerId is not null && found.OwnerId == caller.Id))
            ? found
            : throw DomainException.Forbidden(
                $"{caller.Name} may not change the environment '{found.Name}'; its owner or an administrator may."
            );

    public static bool MayUse(UserRow caller, EnvironmentRow environment) =>
        environment.Visibility == "global" || caller.IsAdministrator || environment.OwnerId == caller.Id;

    public EnvironmentRow Create(
        string name,
        string visibility,
        UserRow? owner,
        string description,
        JsonObject definition,
        bool isDefault = false,
        string status = "queued"
    )
    {
        var id = Ids.New();
        try
        {
            database.Write(
                "INSERT INTO environments (id, name, visibility, owner_id, description, is_default) VALUES ($id, $name, $visibility, "
                    + "$owner, $description, $default)",
                ("$id", id),
                ("$name", name),
                ("$visibility", visibility),
                ("$owner", owner?.Id),
                ("$description", description),
                ("$default", isDefault ? 1 : 0)
            );
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            throw DomainException.Conflict($"There already is an environment '{name}'.");
        }

        AddRevision(id, definition, status);
        return Find(id)!;
    }

    public RevisionRow AddRevision(string environmentId, JsonObject definition, string status = "queued")
    {
        var id = Ids.New();
        var isSecret = definition["environmentVariables"] is JsonArray { Count: > 0 };
        database.Write(
            """
            INSERT INTO environment_revisions (id, environment_id, number, status, definition, is_encrypted, created_ms)
            VALUES ($id, $environment, (SELECT COALESCE(MAX(number),
                0) + 1 FROM environment_revisions WHERE environment_id = $environment), $status, $definition, $encrypted, $created)
            """,
            ("$id", id),
            ("$environment", environmentId),
            ("$status", status),
            ("$definition", isSecret ? secrets.Protect(definition.ToJsonString()) : definition.ToJsonString()),
            ("$encrypted", isSecret ? 1 : 0),
            ("$created", time.GetUtcNow().ToUnixTimeMilliseconds())
        );
        return Revision(id)!;
    }

    public RevisionRow? Revision(string id) => database.One(RevisionColumns + " WHERE id = $id", MapRevision, ("$id", id));

    public RevisionRow Latest(string environmentId) =>
        database.One(RevisionColumns + " WHERE environment_id = $id ORDER BY number DESC LIMIT 1", MapRevision, ("$id", environmentId))!;

    /// <summary>The revision that executions use: the newest that was built, or else the newest.</summary>
    public RevisionRow Active(string environmentId) =>
        database.One(
            RevisionColumns + " WHERE environment_id = $id AND status = 'succeeded' ORDER BY number DESC LIMIT 1",
            MapRevision,
            ("$id", environmentId)
        ) ?? Latest(environmentId);

    /// <summary>Finds the revision that a <see cref="RevisionSpec"/> means, or null if the environment does not have it.</summary>
    public RevisionRow? Find(EnvironmentRow environment, string spec) =>
        spec switch
        {
            RevisionSpec.Active => Active(environment.Id),
            RevisionSpec.Latest => Latest(environment.Id),
            RevisionSpec.Restricted => environment.RestrictedRevisionId is { } restricted ? Revision(restricted) : null,
            _ => Revision(spec) is { } found && found.EnvironmentId == environment.Id ? found : null,
        };

    /// <summary>The same for what a caller asked for.</summary>
    public RevisionRow Chosen(EnvironmentRow environment, string spec) =>
        Find(environment, spec)
        ?? throw DomainException.Invalid(
            spec == RevisionSpec.Restricted
                ? $"The environment '{environment.Name}' has no restricted revision."
                : $"The environment '{environment.Name}' has no revision '{spec}'."
        );

    public List<RevisionRow> Unbuilt() =>
        database.List(RevisionColumns + " WHERE status IN ('queued', 'building') ORDER BY created_ms, rowid", MapRevision);

    public void SetStatus(string revisionId, string status) =>
        database.Write("UPDATE environment_revisions SET status = $status WHERE id = $id", ("$id", revisionId), ("$status", status));

    public void Restrict(string environmentId, string? revisionId) =>
        database.Write(
            "UPDATE environments SET restricted_revision = $revision WHERE id = $id",
            ("$id", environmentId),
            ("$revision", revisionId)
        );

    public void Archive(string environmentId) =>
        database.Write("UPDATE environments SET archived = 1 WHERE id = $id", ("$id", environmentId));

    private static EnvironmentRow Map(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            Name = row.GetString(1),
            Visibility = row.GetString(2),
            OwnerId = row.IsDBNull(3) ? null : row.GetString(3),
            OwnerName = row.IsDBNull(4) ? null : row.GetString(4),
            Description = row.GetString(5),
            IsDefault = row.GetInt64(6) == 1,
            Archived = row.GetInt64(7) == 1,
            RestrictedRevisionId = row.IsDBNull(8) ? null : row.GetString(8),
        };

    private RevisionRow MapRevision(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetString(3),
            (JsonObject)JsonNode.Parse(secrets.Unprotect(row.GetString(4), row.GetInt64(5) == 1))!
        );
}
