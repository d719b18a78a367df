using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Users;

/// <summary>
/// The keys that prove who sends a request: those of users, and one for each execution that ends with it. The database has only hashes of
/// them.
/// </summary>
internal sealed class ApiKeys(Database database, ServerFolders folders)
{
    private const int MinLength = 8;

    // The keys are many-digit random numbers, so a plain hash gives nothing away, and finding one by its hash takes the
    // same time whatever a stranger guesses.
    private readonly ConcurrentDictionary<string, UserRow> _byHash = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UserRow> _active = new(StringComparer.Ordinal);

    // Keys that this process was given or has made, by user.
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Gets the user who has this key, or null.</summary>
    public UserRow? Authenticate(string key) => _byHash.GetValueOrDefault(Hash(key));

    /// <summary>true if the user can log in; false if the user was removed.</summary>
    public bool IsActive(UserRow user) => _active.ContainsKey(user.Id);

    /// <summary>The users who can log in, in the order of their names.</summary>
    public IEnumerable<UserRow> ActiveUsers() => _active.Values.OrderBy(user => user.Name, StringComparer.Ordinal);

    /// <summary>Gets a key of a user that this process can use: the user's own if it is known here, otherwise one until the server
    /// ends.</summary>
    public string KeyFor(UserRow user) =>
        _known.GetOrAdd(
            user.Id,
            _ =>
            {
                var key = NewKey();
                _byHash[Hash(key)] = user;
                return key;
            }
        );

    /// <summary>Accepts a key from the server's options. It is not stored.</summary>
    /// <exception cref="ArgumentException">
    /// The key is too short, has a character that a header cannot have, or is another user's.
    /// </exception>
    public void Accept(UserRow user, string key)
    {
        if (key.Length < MinLength || key.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            throw new ArgumentException(
                $"The API key of {user.Name} cannot be used: it must have at least {MinLength} characters, all of them printable ASCII and "
                    + "none of them a space. Check the option or the variable DOMINO_USER_API_KEY.",
                nameof(key)
            );
        }

        Use(user, key);
    }

    /// <summary>Accepts the key in a file, which only its owner can read. The file is created if it does not exist.</summary>
    public void AcceptFile(UserRow user, string file)
    {
        if (!File.Exists(file) || File.ReadAllText(file).Trim() is not { Length: > 0 } key)
        {
            key = NewKey();
            PrivateMode.CreateFile(file);
            File.WriteAllText(file, key + "\n");
        }

        Use(user, key);
    }

    /// <summary>Accepts the stored key of a user. A user without a key gets a new one.</summary>
    public void AcceptStored(UserRow user)
    {
        Activate(user);
        MoveFromFile(user);
        if (Load(user, "execution_id IS NULL") == 0)
        {
            Create(user);
        }
    }

    /// <summary>Gives a user a new key. Earlier ones are no longer accepted.</summary>
    public string Replace(UserRow user)
    {
        Revoke(user);
        return Create(user);
    }

    /// <summary>Gives an execution a key with the rights of its user, until the execution ends.</summary>
    public string IssueFor(string executionId, UserRow user)
    {
        var key = NewKey();
        Store(user, key, executionId);
        return key;
    }

    /// <summary>Takes the keys of an execution away. If the disk is full, their hashes stay in the database until the next start.</summary>
    public void EndExecution(string executionId)
    {
        try
        {
            Delete("execution_id = $id", executionId);
        }
        catch (SqliteException e) when (DiskFull.Caused(e))
        {
            // They are no longer accepted, and that is what counts.
        }
    }

    /// <summary>Takes the keys of executions away that ended with an earlier server.</summary>
    public void EndLostExecutions() =>
        database.Write(
            "DELETE FROM api_keys WHERE execution_id IS NOT NULL AND execution_id NOT IN (SELECT id FROM jobs WHERE completed_ms IS NULL)"
        );

    /// <summary>Takes all keys of a user away, those of the user's executions included.</summary>
    public void Remove(UserRow user)
    {
        _active.TryRemove(user.Id, out _);
        Revoke(user);
    }

    private void Revoke(UserRow user)
    {
        Delete("user_id = $id", user.Id);
        if (_known.TryRemove(user.Id, out var key))
        {
            _byHash.TryRemove(Hash(key), out _);
        }
    }

    private string Create(UserRow user)
    {
        var key = NewKey();
        Store(user, key, executionId: null);
        _known[user.Id] = key;
        return key;
    }

    private void Use(UserRow user, string key)
    {
        if (!_byHash.TryAdd(Hash(key), user))
        {
            throw new ArgumentException($"The key of {user.Name} is another user's too; each needs one of its own.", nameof(key));
        }

        _known[user.Id] = key;
        Activate(user);
    }

    private void Activate(UserRow user)
    {
        _active[user.Id] = user;
        Load(user, "execution_id IS NOT NULL");
    }

    private int Load(UserRow user, string condition)
    {
        var hashes = database.List(
            $"SELECT hash FROM api_keys WHERE user_id = $user AND {condition}",
            row => row.GetString(0),
            ("$user", user.Id)
        );
        hashes.ForEach(hash => _byHash[hash] = user);
        return hashes.Count;
    }

    private void Store(UserRow user, string key, string? executionId)
    {
        var hash = Hash(key);
        database.Write(
            "INSERT INTO api_keys (hash, user_id, execution_id) VALUES ($hash, $user, $execution) ON CONFLICT DO NOTHING",
            ("$hash", hash),
            ("$user", user.Id),
            ("$execution", executionId)
        );
        _byHash[hash] = user;
    }

    private void Delete(string condition, string id)
    {
        var hashes = database.List($"SELECT hash FROM api_keys WHERE {condition}", row => row.GetString(0), ("$id", id));
        if (hashes.Count > 0)
        {
            hashes.ForEach(hash => _byHash.TryRemove(hash, out _));
            database.Write($"DELETE FROM api_keys WHERE {condition}", ("$id", id));
        }
    }

    /// <summary>Takes over the key from the file in which earlier versions kept it.</summary>
    private void MoveFromFile(UserRow user)
    {
        var file = Path.Combine(folders.OldKeys, user.Name);
        if (File.Exists(file))
        {
            Store(user, File.ReadAllText(file).Trim(), executionId: null);
            File.Delete(file);
        }
    }

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
