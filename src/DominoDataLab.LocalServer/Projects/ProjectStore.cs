using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Projects;

internal sealed record ProjectRow(
    string Id,
    string OwnerId,
    string OwnerName,
    string Name,
    string Description,
    string Visibility,
    DateTimeOffset CreatedAt,
    string? BillingTag
);

/// <summary>Which projects are listed, and in what order. An empty tag or part of a name does not restrict the list.</summary>
internal sealed record BillingTagFilter(string Tag, string NamePart, bool IsMissing, bool IsByCreation, bool IsDescending);

internal sealed record CollaboratorRow(string UserId, string UserName, string Role);

/// <summary>Projects and their collaborators in the database.</summary>
internal sealed class ProjectStore(Database database, ProjectFiles files, TimeProvider time)
{
    private const string Names = "p.id, p.owner_id, u.name, p.name, p.description, p.visibility, p.created_ms, p.billing_tag";
    private const string Tables = "projects p JOIN users u ON u.id = p.owner_id WHERE p.archived = 0";
    private const string Columns = $"SELECT {Names} FROM {Tables}";
    private readonly DatabaseCache<ProjectRow?> _found = new(database);

    /// <summary>Lists the projects that a user knows of, and what the user has to do with each one.</summary>
    /// <param name="user">The user.</param>
    /// <param name="relationships">The relationships that are listed: Owned, Collaborating and Suggested.</param>
    public List<(ProjectRow Project, string Relationship)> KnownTo(UserRow user, params string[] relationships) =>
        database.List(
            $"""
            {AccessQuery.Me}, known AS (
                SELECT {Names}, CASE
                        WHEN p.owner_id = $user THEN 'Owned'
                        WHEN {AccessQuery.RoleLevel} > 0 THEN 'Collaborating'
                        WHEN {AccessQuery.Level} > 0 THEN 'Suggested' END AS relationship
                FROM {Tables})
            SELECT * FROM known WHERE relationship IN (SELECT value FROM json_each($relationships)) ORDER BY created_ms, id
            """,
            row => (Map(row), row.GetString(8)),
            [.. AccessQuery.Of(user), ("$relationships", relationships.ToJsonArray().ToJsonString())]
        );

    /// <summary>Lists projects by their billing tag and name.</summary>
    public Page<ProjectRow> WithBillingTag(BillingTagFilter filter, (int Offset, int Limit) part) =>
        database.Page(Query(filter), Map, part, Values(filter));

    /// <summary>Gets the place of a project in that list, or null if it is not there.</summary>
    public int? PlaceOf(string projectId, BillingTagFilter filter)
    {
        var query = Query(filter);
        return database.Read(
            $"""
            SELECT place FROM (SELECT p.id, ROW_NUMBER() OVER (ORDER BY {query.Order}) - 1 AS place FROM {query.From}) WHERE id = $id
            """,
            row => row.Read() ? row.GetInt32(0) : (int?)null,
            [.. Values(filter), ("$id", projectId)]
        );
    }

    public ProjectRow? Find(string owner, string name) =>
        database.One(Columns + " AND u.name = $owner AND p.name = $name COLLATE NOCASE", Map, ("$owner", owner), ("$name", name));

    public ProjectRow? FindById(string id) => _found.Get(id, id => database.One(Columns + " AND p.id = $id", Map, ("$id", id)));

    public ProjectRow ById(string id) => FindById(id) ?? throw NoProject($"with the id '{id}'");

    public List<CollaboratorRow> Collaborators(string projectId) =>
        database.List(
            "SELECT u.id, u.name, c.role FROM collaborators c JOIN users u ON u.id = c.user_id WHERE c.project_id = $project ORDER BY "
                + "u.name",
            row => new CollaboratorRow(row.GetString(0), row.GetString(1), row.GetString(2)),
            ("$project", projectId)
        );

    public void SetCollaborator(string projectId, string userId, string role) =>
        database.Write(
            "INSERT INTO collaborators (project_id, user_id, role) VALUES ($project, $user, $role) ON CONFLICT DO UPDATE SET role = $role",
            ("$project", projectId),
            ("$user", userId),
            ("$role", role)
        );

    public bool RemoveCollaborator(string projectId, string userId) =>
        database.Write(
            "DELETE FROM collaborators WHERE project_id = $project AND user_id = $user",
            ("$project", projectId),
            ("$user", userId)
        ) == 1;

    public ProjectRow Create(
        UserRow owner,
        string name,
        string description,
        string visibility,
        Action<string> fill,
        string? billingTag = null
    )
    {
        if (name.Length is 0 or > 100 || name.AsSpan().IndexOfAnyExcept(AllowedCharacters) >= 0 || name[0] is '.' or '-')
        {
            throw DomainException.Invalid(
                $"'{name}' can't be a project's name: 1 to 100 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'."
            );
        }

        var id = Ids.New();

        // Files come before the row: a project that can be found has its files.
        fill(id);
        try
        {
            database.Write(
                "INSERT INTO projects (id, owner_id, name, description, visibility, created_ms, billing_tag) VALUES ($id, $owner, "
                    + "$name, $description, $visibility, $created, $billingTag)",
                ("$id", id),
                ("$owner", owner.Id),
                ("$name", name),
                ("$description", description),
                ("$visibility", visibility),
                ("$created", time.GetUtcNow().ToUnixTimeMilliseconds()),
                ("$billingTag", billingTag)
            );
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            throw DomainException.Conflict($"{owner.Name} already has a project '{name}'.");
        }

        return ById(id);
    }

    public ProjectRow CreateEmpty(UserRow owner, string name, string description, string visibility, string? billingTag) =>
        Create(owner, name, description, visibility, id => files.Create(id, owner.Name, StarterFiles.Empty), billingTag);

    public void SetDescription(string id, string description) =>
        database.Write("UPDATE projects SET description = $description WHERE id = $id", ("$id", id), ("$description", description));

    public void SetVisibility(string id, string visibility) =>
        database.Write("UPDATE projects SET visibility = $visibility WHERE id = $id", ("$id", id), ("$visibility", visibility));

    public void Archive(string id) => database.Write("UPDATE projects SET archived = 1 WHERE id = $id", ("$id", id));

    private static System.Buffers.SearchValues<char> AllowedCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public static DomainException NoProject(string named) => DomainException.NotFound($"The project {named} was not found.");

    private static ListQuery Query(BillingTagFilter filter)
    {
        var direction = filter.IsDescending ? "DESC" : "ASC";
        return new ListQuery(
            Names,
            Tables
                + " AND ($tag = '' OR p.billing_tag = $tag) AND (NOT $missing OR p.billing_tag IS NULL) "
                + "AND instr(lower(p.name), lower($part)) > 0",
            $"{(filter.IsByCreation ? $"p.created_ms {direction}, " : "")}p.name COLLATE NOCASE {direction}, p.id {direction}"
        );
    }

    private static (string, object?)[] Values(BillingTagFilter filter) =>
        [("$tag", filter.Tag), ("$missing", filter.IsMissing ? 1 : 0), ("$part", filter.NamePart)];

    private static ProjectRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            row.IsDBNull(7) ? null : row.GetString(7)
        );
}
