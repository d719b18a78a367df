using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Users;

/// <summary>A person or an organization. Both can own projects and work on them.</summary>
internal sealed record UserRow(string Id, string Name, bool IsAdministrator, string Email, bool IsOrganization);

/// <summary>The people of this server.</summary>
internal sealed class UserStore(Database database)
{
    private const string Names = "id, name, administrator, email, organization_id IS NOT NULL";
    private const string Columns = $"SELECT {Names} FROM users";

    /// <summary>Creates a user if the name is new.</summary>
    /// <exception cref="ArgumentException">It can't be the name of a user, or it is the name of an organization.</exception>
    public UserRow Register(string name, bool isAdministrator, string? email = null)
    {
        CheckName(name);
        database.Write(
            "INSERT INTO users (id, name, administrator, email) VALUES ($id, $name, $admin, $email) ON CONFLICT (name) DO UPDATE SET "
                + "administrator = $admin, email = $email",
            ("$id", Ids.New()),
            ("$name", name),
            ("$admin", isAdministrator ? 1 : 0),
            ("$email", email)
        );
        var user = Find(name)!;
        return user.IsOrganization
            ? throw new ArgumentException($"'{name}' is an organization of this server already; a user needs another name.", nameof(name))
            : user;
    }

    /// <summary>The users that were added while a server ran. They are registered again on each start.</summary>
    public List<UserRow> Added() => database.List(Columns + " WHERE id IN (SELECT user_id FROM added_users) ORDER BY name", Map);

    public void MarkAdded(string id) =>
        database.Write("INSERT INTO added_users (user_id) VALUES ($id) ON CONFLICT DO NOTHING", ("$id", id));

    /// <summary>Forgets that a user was added. The user's projects are kept.</summary>
    public void UnmarkAdded(string id) => database.Write("DELETE FROM added_users WHERE user_id = $id", ("$id", id));

    public UserRow? Find(string name) => database.One(Columns + " WHERE name = $name", Map, ("$name", name));

    public UserRow? FindById(string id) => database.One(Columns + " WHERE id = $id", Map, ("$id", id));

    public List<UserRow> All() => database.List(Columns + " ORDER BY rowid", Map);

    /// <summary>Lists a part of the users without organizations.</summary>
    public Page<UserRow> People((int Offset, int Limit) part) =>
        database.Page(new ListQuery(Names, "users WHERE organization_id IS NULL", "rowid"), Map, part);

    /// <summary>Lists users and organizations by name, the start of the name, and ID. An empty value does not restrict the list.</summary>
    public List<UserRow> Matching(string name, string start, IEnumerable<string> ids, bool peopleOnly) =>
        database.List(
            $"""
            {Columns} WHERE ($name = '' OR name = $name) AND lower(substr(name, 1, length($start))) = lower($start)
                AND ($ids = '[]' OR id IN (SELECT value FROM json_each($ids))) AND NOT ($people AND organization_id IS NOT NULL)
            ORDER BY rowid
            """,
            Map,
            ("$name", name),
            ("$start", start),
            ("$ids", ids.ToJsonArray().ToJsonString()),
            ("$people", peopleOnly ? 1 : 0)
        );

    /// <exception cref="ArgumentException">It can't be the name of a user or an organization.</exception>
    public static void CheckName(string name)
    {
        if (name.Length is 0 or > 100 || name.AsSpan().IndexOfAnyExcept(AllowedCharacters) >= 0)
        {
            throw new ArgumentException(
                $"'{name}' can't be a user's or an organization's name: 1 to 100 letters, digits, '-', '_' and '.'.",
                nameof(name)
            );
        }
    }

    private static System.Buffers.SearchValues<char> AllowedCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static UserRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2) == 1,
            row.IsDBNull(3) ? row.GetString(1) + "@localhost" : row.GetString(3),
            row.GetInt64(4) == 1
        );
}
