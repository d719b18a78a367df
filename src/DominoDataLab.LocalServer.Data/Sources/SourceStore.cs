using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Data sources and, apart from them, their secrets.</summary>
internal sealed class SourceStore(Database database, Secrets secrets, TimeProvider time)
{
    private const string Columns = """
        SELECT id, name, description, type, auth_type, engine, settings, config, owner_id, is_everyone, is_declared, updated_ms, updated_by,
            (SELECT json_group_array(user_id) FROM data_source_users WHERE source_id = id),
            EXISTS (SELECT 1 FROM data_source_secrets WHERE source_id = id)
        FROM data_sources WHERE status = 'Active'
        """;

    public DataSourceRow? FindByName(string name) => database.One(Columns + " AND name = $name", Map, ("$name", name));

    /// <summary>Finds a source by its ID or, as clients send both, by its name.</summary>
    public DataSourceRow? Find(string idOrName) => database.One(Columns + " AND id = $id", Map, ("$id", idOrName)) ?? FindByName(idOrName);

    public List<DataSourceRow> All() => database.List(Columns + " ORDER BY name", Map);

    /// <summary>Gets the credentials of a source. They must not leave the server.</summary>
    public IReadOnlyDictionary<string, string> Secrets(string sourceId) =>
        database.One(
            "SELECT secrets, is_encrypted FROM data_source_secrets WHERE source_id = $id",
            row => Texts(secrets.Unprotect(row.GetString(0), row.GetInt64(1) == 1)),
            ("$id", sourceId)
        ) ?? [];

    /// <summary>Adds a source, or replaces everything about it but its ID.</summary>
    public void Save(SourceSpec spec, string? id, bool isDeclared, string savedBy)
    {
        id ??= Ids.New();
        database.Together(() =>
        {
            database.Write(
                """
                INSERT INTO data_sources (id, name, description, type, auth_type, engine, settings, config, owner_id,
                  is_everyone, is_declared,
                    status, updated_ms, updated_by)
                VALUES ($id, $name, $description, $type, $auth, $engine, $settings, $config, $owner, $everyone, $declared,
                  'Active', $at, $by)
                ON CONFLICT (id) DO UPDATE SET name = $name, description = $description, type = $type, auth_type = $auth, engine = $engine,
                    settings = $settings, config = $config, owner_id = $owner, is_everyone = $everyone, is_declared = $declared,
                    updated_ms = $at, updated_by = $by
                """,
                ("$id", id),
                ("$name", spec.Name),
                ("$description", spec.Description),
                ("$type", spec.Type),
                ("$auth", spec.AuthType),
                ("$engine", spec.Engine),
                ("$settings", spec.Settings.ToJsonString()),
                ("$config", Json(spec.Config)),
                ("$owner", spec.OwnerId),
                ("$everyone", spec.IsEveryone ? 1 : 0),
                ("$declared", isDeclared ? 1 : 0),
                ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()),
                ("$by", savedBy)
            );
            Share(id, spec);
            database.Write("DELETE FROM data_source_secrets WHERE source_id = $id", ("$id", id));
            if (spec.Credentials.Count > 0)
            {
                database.Write(
                    "INSERT INTO data_source_secrets (source_id, secrets, is_encrypted) VALUES ($id, $secrets, 1)",
                    ("$id", id),
                    ("$secrets", secrets.Protect(Json(spec.Credentials)))
                );
            }
        });
    }

    /// <summary>Deletes a source and its secrets. Its ID is not used again.</summary>
    public void Delete(string id) =>
        database.Together(() =>
        {
            database.Write("UPDATE data_sources SET status = 'Deleted' WHERE id = $id", ("$id", id));
            database.Write("DELETE FROM data_source_secrets WHERE source_id = $id", ("$id", id));
        });

    private void Share(string id, SourceSpec spec)
    {
        database.Write("DELETE FROM data_source_users WHERE source_id = $id", ("$id", id));
        database.Write(
            "INSERT INTO data_source_users (source_id, user_id) SELECT $id, value FROM json_each($users)",
            ("$id", id),
            ("$users", spec.UserIds.ToJsonArray().ToJsonString())
        );
    }

    private static DataSourceRow Map(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            Name = row.GetString(1),
            Description = row.IsDBNull(2) ? null : row.GetString(2),
            Type = row.GetString(3),
            AuthType = row.GetString(4),
            Engine = row.IsDBNull(5) ? null : row.GetString(5),
            Settings = JsonNode.Parse(row.GetString(6))!.AsObject(),
            Config = Texts(row.GetString(7)),
            OwnerId = row.GetString(8),
            IsEveryone = row.GetInt64(9) == 1,
            IsDeclared = row.GetInt64(10) == 1,
            UpdatedMs = row.GetInt64(11),
            UpdatedBy = row.GetString(12),
            UserIds = [.. JsonNode.Parse(row.GetString(13))!.AsArray().Select(id => id!.GetValue<string>())],
            HasSecrets = row.GetInt64(14) == 1,
        };

    private static string Json(IReadOnlyDictionary<string, string> texts) =>
        new JsonObject(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).ToJsonString();

    private static Dictionary<string, string> Texts(string json) =>
        JsonNode.Parse(json)!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
}
