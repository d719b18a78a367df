using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Users;

/// <summary>A person or an organization. Both can own projects and work on them.</summary>
internal sealed record UserRow(string Id, string Name, bool IsAdministrator, string Email, bool IsOrganization);

/// <summary>The people of this server and the keys that prove who sends a request.</summary>
internal sealed class UserStore(Database database, ServerFolders folders)
{
    private const string Names = "id, name, administrator, email, organization_id IS NOT NULL";
    private const string Columns = $"SELECT {Names} FROM users";

    // The keys are many-digit random numbers, so a plain hash gives nothing away, and finding one by its hash takes the
    // same time whatever a stranger guesses.
    private readonly ConcurrentDictionary<string, (UserRow User, string Key)> _byKey = new(StringComparer.Ordinal);

    /// <summary>Creates a user if the name is new, and accepts the key that is given, stored, or created now.</summary>
    public UserRow Register(string name, string? key, string keyFile, bool isAdministrator, string? email = null)
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
        if (user.IsOrganization)
        {
            throw new ArgumentException($"'{name}' is an organization of this server already; a user needs another name.", nameof(name));
        }

        key ??= ReadOrMakeKey(keyFile);
        if (!_byKey.TryAdd(Hash(key), (user, key)))
        {
            throw new ArgumentException($"The key of {name} is another user's too; each needs one of its own.", nameof(key));
        }

        return user;
    }

    /// <summary>Gets the user who has this key, or null.</summary>
    public UserRow? Authenticate(string key) => _byKey.TryGetValue(Hash(key), out var found) ? found.User : null;

    /// <summary>A registered user's key; null for one who may not log in.</summary>
    public string? KeyOf(string userName) => _byKey.Values.FirstOrDefault(pair => pair.User.Name == userName).Key;

    /// <summary>true if the user can log in; false if the user was removed.</summary>
    public bool IsActive(UserRow user) => _byKey.Values.Any(pair => pair.User.Id == user.Id);

    /// <summary>The users who can log in, in the order of their names.</summary>
    public IEnumerable<UserRow> WithKeys() => _byKey.Values.Select(pair => pair.User).OrderBy(user => user.Name, StringComparer.Ordinal);

    /// <summary>The users that were added while a server ran. They are registered again on each start.</summary>
    public List<UserRow> Added() => database.List(Columns + " WHERE id IN (SELECT user_id FROM added_users) ORDER BY name", Map);

    public void MarkAdded(string id) =>
        database.Write("INSERT INTO added_users (user_id) VALUES ($id) ON CONFLICT DO NOTHING", ("$id", id));

    /// <summary>Takes a user's key away. The user's projects are kept.</summary>
    public void Unregister(UserRow user)
    {
        database.Write("DELETE FROM added_users WHERE user_id = $id", ("$id", user.Id));
        File.Delete(KeyFile(user.Name));
        foreach (var hash in _byKey.Where(pair => pair.Value.User.Id == user.Id).Select(pair => pair.Key).ToList())
        {
            _byKey.TryRemove(hash, out _);
        }
    }

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

    public string KeyFile(string userName) => Path.Combine(folders.Keys, userName);

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

    private static string ReadOrMakeKey(string file)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.WriteLine(key);
        return key;
    }

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static UserRow Map(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2) == 1,
            row.IsDBNull(3) ? row.GetString(1) + "@localhost" : row.GetString(3),
            row.GetInt64(4) == 1
        );
}
