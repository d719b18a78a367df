using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Projects;

internal sealed record ProjectRow(string Id, string OwnerId, string OwnerName, string Name, string Description, string Visibility, DateTimeOffset CreatedAt);

internal sealed record UserRow(string Id, string Name);

/// <summary>Projects and the users who own them.</summary>
internal sealed class ProjectStore(Database database, ProjectFiles files, TimeProvider time)
{
    private const string Columns = "SELECT p.id, p.owner_id, u.name, p.name, p.description, p.visibility, p.created_ms FROM projects p JOIN users u ON u.id = p.owner_id WHERE p.archived = 0";

    public UserRow EnsureUser(string name)
    {
        database.Write("INSERT INTO users (id, name) VALUES ($id, $name) ON CONFLICT DO NOTHING", ("$id", Ids.New()), ("$name", name));
        return Users().Find(user => user.Name == name)!;
    }

    public List<UserRow> Users() => database.List("SELECT id, name FROM users ORDER BY rowid", row => new UserRow(row.GetString(0), row.GetString(1)));

    public List<ProjectRow> All() => database.List(Columns + " ORDER BY p.created_ms, p.id", Map);

    public ProjectRow? Find(string owner, string name) =>
        database.One(Columns + " AND u.name = $owner AND p.name = $name COLLATE NOCASE", Map, ("$owner", owner), ("$name", name));

    public ProjectRow? FindById(string id) => database.One(Columns + " AND p.id = $id", Map, ("$id", id));

    public ProjectRow FromNames(HttpContext context) =>
        Find(context.Route("owner"), context.Route("project")) ?? throw new ApiException(404, $"There is no project '{context.Route("owner")}/{context.Route("project")}'.");

    public ProjectRow FromId(HttpContext context) => ById(context.Route("projectId"));

    public ProjectRow ById(string id) => FindById(id) ?? throw new ApiException(404, $"There is no project with the id '{id}'.");

    public ProjectRow Create(UserRow owner, string name, string description, string visibility, Action<string> fill)
    {
        if (name.Length is 0 or > 100 || name.AsSpan().IndexOfAnyExcept(AllowedCharacters) >= 0 || name[0] is '.' or '-')
        {
            throw new ApiException(400, $"'{name}' can't be a project's name: 1 to 100 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'.");
        }

        var id = Ids.New();

        // Files come before the row: a project that can be found has its files.
        fill(id);
        try
        {
            database.Write(
                "INSERT INTO projects (id, owner_id, name, description, visibility, created_ms) VALUES ($id, $owner, $name, $description, $visibility, $created)",
                ("$id", id), ("$owner", owner.Id), ("$name", name), ("$description", description), ("$visibility", visibility), ("$created", time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19)
        {
            throw new ApiException(409, $"{owner.Name} already has a project '{name}'.");
        }

        return ById(id);
    }

    public ProjectRow CreateEmpty(UserRow owner, string name, string description, string visibility) =>
        Create(owner, name, description, visibility, id => files.Create(id, owner.Name, StarterFiles.Empty));

    public void Archive(string id) => database.Write("UPDATE projects SET archived = 1 WHERE id = $id", ("$id", id));

    private static System.Buffers.SearchValues<char> AllowedCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static ProjectRow Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)));
}
