using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Datasets in the database, and who may do what with them.</summary>
internal sealed class DatasetStore(Database database, ProjectStore projects, ProjectGuard access, TimeProvider time)
{
    /// <summary>How long what was removed keeps its name, and could be brought back by hand.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private const string Names =
        "d.id, d.project_id, d.name, d.description, d.author_id, d.created_ms, d.status, d.status_ms, d.status_by, d.head_id";

    private const string Columns = $"SELECT {Names} FROM datasets d";

    // The letters of project names, so that every project's name can be its default dataset's.
    private static readonly System.Buffers.SearchValues<char> AllowedCharacters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Lists a project's datasets, the default one first.</summary>
    public Page<DatasetRow> OfProject(ProjectRow project, (int Offset, int Limit)? part = null)
    {
        EnsureDefaults();
        return database.Page(
            new ListQuery(Names, "datasets d WHERE d.project_id = $project AND d.status = 'Active'", "d.created_ms, d.rowid"),
            Map,
            part ?? ListQuery.All,
            ("$project", project.Id)
        );
    }

    /// <summary>Finds a project's dataset by its exact name.</summary>
    public DatasetRow? FindInProject(ProjectRow project, string name)
    {
        EnsureDefaults();
        return database.One(
            Columns + " WHERE d.project_id = $project AND d.name = $name AND d.status = 'Active'",
            Map,
            ("$project", project.Id),
            ("$name", name)
        );
    }

    /// <summary>Lists the datasets that a user may read.</summary>
    public Page<DatasetRow> VisibleTo(UserRow user, DatasetFilter filter, (int Offset, int Limit)? part = null)
    {
        EnsureDefaults();
        return database.Page(
            new ListQuery(
                Names,
                $"""
                datasets d JOIN projects p ON p.id = d.project_id
                WHERE d.status = 'Active' AND p.archived = 0
                    AND ($projects = '[]' OR d.project_id IN (SELECT value FROM json_each($projects)))
                    AND d.project_id NOT IN (SELECT value FROM json_each($excluded))
                    AND ($ids = '[]' OR d.id IN (SELECT value FROM json_each($ids)))
                    AND ({AccessQuery.Level} >= {(int)ProjectAccess.Read}
                        OR EXISTS (SELECT 1 FROM dataset_grants g WHERE g.dataset_id = d.id AND g.user_id = $user))
                """,
                "d.created_ms, d.rowid",
                AccessQuery.Me + " "
            ),
            Map,
            part ?? ListQuery.All,
            [
                .. AccessQuery.Of(user),
                ("$projects", filter.Projects.ToJsonArray().ToJsonString()),
                ("$excluded", filter.ExcludedProjects.ToJsonArray().ToJsonString()),
                ("$ids", filter.Ids.ToJsonArray().ToJsonString()),
            ]
        );
    }

    public DatasetRow? Find(string id) =>
        database.One(Columns + " WHERE d.id = $id AND d.status IN ('Active', 'MarkedForDeletion')", Map, ("$id", id));

    public DatasetRow? FindByHead(string id) =>
        database.One(Columns + " WHERE d.head_id = $id AND d.status IN ('Active', 'MarkedForDeletion')", Map, ("$id", id));

    public List<DatasetRow> BeingDeleted() => database.List(Columns + " WHERE d.status = 'DeletionInProgress'", Map);

    public DatasetRow Create(
        UserRow author,
        ProjectRow project,
        string name,
        string description,
        IReadOnlyList<GrantRow> grants,
        string? id = null
    )
    {
        CheckName(name);
        EnsureDefaults();
        Expire();
        id ??= Ids.New();
        Unique(
            project.Id,
            name,
            () =>
                database.Together(() =>
                {
                    database.Write(
                        """
                        INSERT INTO datasets (id, project_id, name, description, author_id, created_ms, status, status_ms, status_by,
                            head_id)
                        VALUES ($id, $project, $name, $description, $author, $now, 'Active', $now, $author, $head)
                        """,
                        ("$id", id),
                        ("$project", project.Id),
                        ("$name", name),
                        ("$description", description),
                        ("$author", author.Id),
                        ("$now", Now),
                        ("$head", Ids.New())
                    );
                    AddGrants(id, grants);
                })
        );
        return Find(id)!;
    }

    public DatasetRow Update(DatasetRow dataset, string? name, string? description)
    {
        if (name is not null)
        {
            CheckName(name);
            Expire();
        }

        Unique(
            dataset.ProjectId,
            name ?? dataset.Name,
            () =>
                database.Write(
                    "UPDATE datasets SET name = COALESCE($name, name), description = COALESCE($description, description) WHERE id = $id",
                    ("$id", dataset.Id),
                    ("$name", name),
                    ("$description", description)
                )
        );
        return Find(dataset.Id)!;
    }

    /// <summary>Marks for deletion. Marking twice does not lengthen the grace.</summary>
    public DatasetRow Mark(DatasetRow dataset, UserRow by)
    {
        database.Write(
            "UPDATE datasets SET status = 'MarkedForDeletion', status_ms = $now, status_by = $by WHERE id = $id AND status = 'Active'",
            ("$id", dataset.Id),
            ("$now", Now),
            ("$by", by.Id)
        );
        return Find(dataset.Id) ?? throw NoDataset(dataset.Id);
    }

    /// <summary>Moves on what has been marked for longer than the grace; its name is free from then on.</summary>
    public void Expire() =>
        database.Write(
            "UPDATE datasets SET status = 'DeletionInProgress', status_ms = $now WHERE status = 'MarkedForDeletion' AND status_ms <= $due",
            ("$now", Now),
            ("$due", Now - (long)Grace.TotalMilliseconds)
        );

    public void Deleted(string id) =>
        database.Write("UPDATE datasets SET status = 'Deleted', status_ms = $now WHERE id = $id", ("$id", id), ("$now", Now));

    /// <summary>Lists the roles of users. The project's owner comes first and always has the role of an owner.</summary>
    public List<GrantRow> Grants(DatasetRow dataset)
    {
        var project = projects.ById(dataset.ProjectId);
        return
        [
            new GrantRow(project.OwnerId, project.OwnerName, DatasetRole.Owner),
            .. database.List(
                "SELECT u.id, u.name, g.role FROM dataset_grants g JOIN users u ON u.id = g.user_id WHERE g.dataset_id = $dataset AND "
                    + "u.id <> $owner ORDER BY u.name",
                row => new GrantRow(row.GetString(0), row.GetString(1), DatasetRoles.Words[row.GetString(2)]),
                ("$dataset", dataset.Id),
                ("$owner", project.OwnerId)
            ),
        ];
    }

    public void SetGrants(DatasetRow dataset, IReadOnlyList<GrantRow> grants) =>
        database.Together(() =>
        {
            database.Write("DELETE FROM dataset_grants WHERE dataset_id = $dataset", ("$dataset", dataset.Id));
            AddGrants(dataset.Id, grants);
        });

    /// <summary>Gets the role of a user: the one that follows from the project, or a higher one if it was granted.</summary>
    public DatasetRole RoleOf(UserRow user, DatasetRow dataset)
    {
        if (projects.FindById(dataset.ProjectId) is not { } project)
        {
            return DatasetRole.None;
        }

        var byProject = access.AccessOf(user, project) switch
        {
            ProjectAccess.Own => DatasetRole.Owner,
            ProjectAccess.Contribute => DatasetRole.Editor,
            ProjectAccess.Read => DatasetRole.Reader,
            _ => DatasetRole.None,
        };
        var granted = Grants(dataset).Find(grant => grant.UserId == user.Id)?.Role ?? DatasetRole.None;
        return granted > byProject ? granted : byProject;
    }

    /// <summary>The dataset, if the user may; one that the user may not know of is not there.</summary>
    public DatasetRow Allowed(UserRow user, string id, DatasetRole needed)
    {
        Expire();
        var dataset = Find(id) ?? throw NoDataset(id);
        var has = RoleOf(user, dataset);
        return has == DatasetRole.None ? throw NoDataset(id)
            : has >= needed ? dataset
            : throw DomainException.Forbidden(
                $"{user.Name} may not do this with the dataset '{dataset.Name}': it takes the role {DatasetRoles.Word(needed)}. An "
                    + "owner of the dataset can grant it."
            );
    }

    /// <summary>The same for what changes it: a dataset that is marked for deletion stays as it is.</summary>
    public DatasetRow AllowedToChange(UserRow user, string id, DatasetRole needed) =>
        Allowed(user, id, needed) is { Status: "Active" } dataset
            ? dataset
            : throw DomainException.Conflict($"The dataset '{id}' is marked for deletion; it can't be changed any more.");

    private static DomainException NoDataset(string id) => DomainException.NotFound($"The dataset with the ID '{id}' was not found.");

    /// <summary>Gives every project its default dataset, also one that is older than datasets are here.</summary>
    private void EnsureDefaults()
    {
        const string Missing = "projects p WHERE p.archived = 0 AND NOT EXISTS (SELECT 1 FROM datasets d WHERE d.project_id = p.id)";
        if (database.Read($"SELECT 1 FROM {Missing} LIMIT 1", row => row.Read()))
        {
            database.Write(
                $"""
                INSERT OR IGNORE INTO datasets
                    (id, project_id, name, description, author_id, created_ms, status, status_ms, status_by, head_id)
                SELECT lower(hex(randomblob(12))), p.id, p.name, 'The default dataset of ' || p.name, p.owner_id, p.created_ms, 'Active',
                    p.created_ms, p.owner_id, lower(hex(randomblob(12))) FROM {Missing}
                """
            );
        }
    }

    private void AddGrants(string datasetId, IReadOnlyList<GrantRow> grants)
    {
        foreach (var grant in grants)
        {
            database.Write(
                "INSERT INTO dataset_grants (dataset_id, user_id, role) VALUES ($dataset, $user, $role)",
                ("$dataset", datasetId),
                ("$user", grant.UserId),
                ("$role", DatasetRoles.Word(grant.Role))
            );
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 100 || name.AsSpan().IndexOfAnyExcept(AllowedCharacters) >= 0 || name[0] is '.' or '-')
        {
            throw DomainException.Invalid(
                $"'{name}' can't be a dataset's name: 1 to 100 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'."
            );
        }
    }

    private void Unique(string projectId, string name, Action write)
    {
        try
        {
            write();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            var marked = database.One(
                Columns + " WHERE d.project_id = $project AND d.name = $name COLLATE NOCASE AND d.status = 'MarkedForDeletion'",
                Map,
                ("$project", projectId),
                ("$name", name)
            );
            var until = marked is null ? "" : $", which is marked for deletion; its name is free {Grace.TotalMinutes:0} minutes after that";
            throw DomainException.Conflict($"The project already has a dataset '{name}'{until}.");
        }
    }

    private static DatasetRow Map(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            ProjectId = row.GetString(1),
            Name = row.GetString(2),
            Description = row.GetString(3),
            AuthorId = row.GetString(4),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            Status = row.GetString(6),
            StatusAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            StatusBy = row.GetString(8),
            HeadId = row.GetString(9),
        };
}
