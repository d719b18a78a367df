using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Data.TrainingSets;

/// <summary>Training sets and their versions. The clients write the data themselves, to a folder that they and the jobs share.</summary>
internal sealed class TrainingSetStore(Database database, TimeProvider time)
{
    private const string SetColumns = "s.id, s.project_id, s.name, s.description, s.meta, s.created_us";
    private const string Sets = $"SELECT {SetColumns} FROM training_sets s";
    private const string Versions = $"""
        SELECT {SetColumns}, v.id, v.number, v.description, v.columns, v.meta, v.pending, v.created_us
        FROM training_set_versions v JOIN training_sets s ON s.id = v.set_id
        """;

    private static readonly string SetHasMeta = HasMeta("$setMeta", "s.meta");
    private static readonly string VersionHasMeta = HasMeta("$meta", "v.meta");

    public TrainingSetRow? Find(string name) => database.One(Sets + " WHERE s.name = $name", MapSet, ("$name", name));

    public TrainingSetVersionRow? FindVersion(string name, int number) =>
        database.One(Versions + " WHERE s.name = $name AND v.number = $number", MapVersion, ("$name", name), ("$number", number));

    /// <summary>Lists the sets of projects that have all pairs of a map.</summary>
    public List<TrainingSetRow> Find(IEnumerable<string> projectIds, JsonObject meta, TrainingSetPage page) =>
        database.List(
            $"""
            {Sets} WHERE s.project_id IN (SELECT value FROM json_each($projects)) AND {SetHasMeta}
            ORDER BY s.created_us {page.Order}, s.rowid {page.Order} LIMIT $limit OFFSET $offset
            """,
            MapSet,
            ("$projects", projectIds.ToJsonArray().ToJsonString()),
            ("$setMeta", meta.ToJsonString()),
            ("$limit", page.Limit),
            ("$offset", page.Offset)
        );

    /// <summary>Lists the versions of sets of projects. The versions and their sets have all pairs of the maps.</summary>
    public List<TrainingSetVersionRow> FindVersions(
        IEnumerable<string> projectIds,
        string? setName,
        (JsonObject Set, JsonObject Version) meta,
        TrainingSetPage page
    ) =>
        database.List(
            $"""
            {Versions} WHERE s.project_id IN (SELECT value FROM json_each($projects)) AND ($name IS NULL OR s.name = $name)
                AND {SetHasMeta} AND {VersionHasMeta}
            ORDER BY v.created_us {page.Order}, v.rowid {page.Order} LIMIT $limit OFFSET $offset
            """,
            MapVersion,
            ("$projects", projectIds.ToJsonArray().ToJsonString()),
            ("$name", setName),
            ("$setMeta", meta.Set.ToJsonString()),
            ("$meta", meta.Version.ToJsonString()),
            ("$limit", page.Limit),
            ("$offset", page.Offset)
        );

    /// <summary>Adds a version, and its set if the name is new.</summary>
    /// <exception cref="DomainException">The name is that of a set of another project.</exception>
    public TrainingSetVersionRow Add(string projectId, string name, TrainingSetChange change)
    {
        TrainingSetVersionRow? added = null;
        database.Together(() =>
        {
            if (Find(name) is { } known && known.ProjectId != projectId)
            {
                throw DomainException.Conflict($"The training set '{name}' belongs to another project. Use another name.");
            }

            var now = Now();
            database.Write(
                """
                INSERT INTO training_sets (id, project_id, name, meta, created_us) VALUES ($id, $project, $name, '{}', $now)
                ON CONFLICT (name) DO NOTHING
                """,
                ("$id", Ids.New()),
                ("$project", projectId),
                ("$name", name),
                ("$now", now)
            );
            var set = Find(name)!;
            var number = database.Read(
                "SELECT COALESCE(MAX(number), 0) + 1 FROM training_set_versions WHERE set_id = $set",
                row => row.Read() ? row.GetInt32(0) : 1,
                ("$set", set.Id)
            );
            database.Write(
                """
                INSERT INTO training_set_versions (id, set_id, number, description, columns, meta, pending, created_us)
                VALUES ($id, $set, $number, $description, $columns, $meta, 1, $now)
                """,
                ("$id", Ids.New()),
                ("$set", set.Id),
                ("$number", number),
                ("$description", change.Description),
                ("$columns", change.Columns.ToJsonString()),
                ("$meta", change.Meta!.ToJsonString()),
                ("$now", now)
            );
            added = FindVersion(name, number);
        });
        return added!;
    }

    /// <summary>Replaces what is given about a set.</summary>
    public TrainingSetRow Update(TrainingSetRow set, TrainingSetChange change)
    {
        database.Write(
            "UPDATE training_sets SET meta = $meta, description = $description WHERE id = $id",
            ("$id", set.Id),
            ("$meta", (change.Meta ?? set.Meta).ToJsonString()),
            ("$description", change.HasDescription ? change.Description : set.Description)
        );
        return Find(set.Name)!;
    }

    /// <summary>Replaces what is given about a version.</summary>
    public TrainingSetVersionRow Update(TrainingSetVersionRow version, TrainingSetChange change)
    {
        var columns = version.Columns.DeepClone().AsObject();
        foreach (var (name, value) in change.Columns)
        {
            columns[name] = value?.DeepClone();
        }

        database.Write(
            "UPDATE training_set_versions SET columns = $columns, meta = $meta, description = $description, pending = $pending WHERE id "
                + "= $id",
            ("$id", version.Id),
            ("$columns", columns.ToJsonString()),
            ("$meta", (change.Meta ?? version.Meta).ToJsonString()),
            ("$description", change.HasDescription ? change.Description : version.Description),
            ("$pending", (change.IsPending ?? version.IsPending) ? 1 : 0)
        );
        return FindVersion(version.Set.Name, version.Number)!;
    }

    /// <exception cref="DomainException">The set has versions.</exception>
    public void Delete(TrainingSetRow set) =>
        database.Together(() =>
        {
            var hasVersions = database.Read(
                "SELECT 1 FROM training_set_versions WHERE set_id = $id LIMIT 1",
                row => row.Read(),
                ("$id", set.Id)
            );
            if (hasVersions)
            {
                throw DomainException.Conflict($"The training set '{set.Name}' has versions. Delete them first.");
            }

            database.Write("DELETE FROM training_sets WHERE id = $id", ("$id", set.Id));
        });

    public void Delete(TrainingSetVersionRow version) =>
        database.Write("DELETE FROM training_set_versions WHERE id = $id", ("$id", version.Id));

    /// <summary>Writes the condition that a map has each pair of another one. It may have more.</summary>
    private static string HasMeta(string wanted, string meta) =>
        $"""
            NOT EXISTS (SELECT 1 FROM json_each({wanted}) wanted WHERE NOT EXISTS
                (SELECT 1 FROM json_each({meta}) has WHERE has.key = wanted.key AND has.value IS wanted.value))
            """;

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static TrainingSetRow MapSet(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), Json(row, 4), row.GetInt64(5));

    private static TrainingSetVersionRow MapVersion(SqliteDataReader row) =>
        new()
        {
            Set = MapSet(row),
            Id = row.GetString(6),
            Number = row.GetInt32(7),
            Description = Text(row, 8),
            Columns = Json(row, 9),
            Meta = Json(row, 10),
            IsPending = row.GetInt64(11) == 1,
            CreatedMicroseconds = row.GetInt64(12),
        };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonObject Json(SqliteDataReader row, int column) => JsonNode.Parse(row.GetString(column))!.AsObject();
}

/// <summary>A part of a list.</summary>
internal sealed record TrainingSetPage(int Offset, int Limit, bool IsAscending)
{
    public string Order => IsAscending ? "ASC" : "DESC";
}
