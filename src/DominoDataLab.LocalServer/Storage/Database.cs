using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>The server's metadata. What <see cref="Write"/> returned from is on disk.</summary>
internal sealed class Database : IDisposable
{
    /// <summary>Each entry takes a database from its index to the next version; entries are never changed, only added.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE projects (
            id TEXT PRIMARY KEY, owner_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL,
            description TEXT NOT NULL, visibility TEXT NOT NULL, created_ms INTEGER NOT NULL, archived INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE UNIQUE INDEX project_names ON projects(owner_id, name COLLATE NOCASE) WHERE archived = 0;
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), number INTEGER NOT NULL, title TEXT,
            command TEXT NOT NULL, arguments TEXT, direct INTEGER NOT NULL, tier_id TEXT NOT NULL, input_commit TEXT NOT NULL,
            output_commit TEXT, status TEXT NOT NULL, reason TEXT, message TEXT, submitted_ms INTEGER NOT NULL,
            started_ms INTEGER, completed_ms INTEGER, process_id INTEGER, request TEXT NOT NULL, statistics TEXT NOT NULL DEFAULT '{}',
            UNIQUE (project_id, number)) STRICT;
        """,
    ];

    private const int SqliteFull = 13;
    private readonly string _file;
    private readonly SqliteConnection _writer;
    private readonly Lock _turn = new();
    private readonly ConcurrentBag<SqliteConnection> _readers = [];

    /// <exception cref="InvalidOperationException">The file can't be used; the message says why and what to do.</exception>
    public Database(string file)
    {
        _file = file;
        try
        {
            _writer = Open(SqliteOpenMode.ReadWriteCreate);
            Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
            Migrate();
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            throw new InvalidOperationException(
                e.SqliteErrorCode switch
                {
                    8 or 14 or 23 => $"The database '{file}' can't be written ({e.Message}). Change the permissions of the data folder, or choose another one.",
                    11 or 26 => $"'{file}' is damaged or no database of this server ({e.Message}). Restore the data folder from a backup, or choose another one.",
                    SqliteFull => $"The disk that holds '{file}' is full. Free some space, or choose another data folder.",
                    _ => $"The database '{file}' can't be opened: {e.Message}",
                },
                e);
        }
        catch
        {
            _writer?.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is there at this moment; readers wait neither for each other nor for a writer.</summary>
    public T Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values)
    {
        if (!_readers.TryTake(out var connection))
        {
            connection = Open(SqliteOpenMode.ReadOnly);
        }

        try
        {
            using var command = Command(connection, sql, values);
            using var reader = command.ExecuteReader();
            return map(reader);
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    public List<T> List<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values) =>
        Read(
            sql,
            reader =>
            {
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(map(reader));
                }

                return rows;
            },
            values);

    public T? One<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values)
        where T : class => Read(sql, reader => reader.Read() ? map(reader) : null, values);

    public int Write(string sql, params ReadOnlySpan<(string, object?)> values)
    {
        lock (_turn)
        {
            using var command = Command(_writer, sql, values);
            return command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _writer.Dispose();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        // A busy database (a backup is being taken, say) is waited for.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Migrate()
    {
        var version = Convert.ToInt32(Scalar("PRAGMA user_version"), System.Globalization.CultureInfo.InvariantCulture);
        if (version > Migrations.Length)
        {
            throw new InvalidOperationException($"The data folder was written by a newer version of this server (its database '{_file}' is at {version}, this one knows {Migrations.Length}). Use that version, or another folder.");
        }

        for (; version < Migrations.Length; version++)
        {
            using var transaction = _writer.BeginTransaction();
            Execute(Migrations[version] + FormattableString.Invariant($"PRAGMA user_version={version + 1};"));
            transaction.Commit();
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string, object?)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of ours; values go as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private void Execute(string sql) => Write(sql);

    private object? Scalar(string sql)
    {
        using var command = Command(_writer, sql, []);
        return command.ExecuteScalar();
    }
}
