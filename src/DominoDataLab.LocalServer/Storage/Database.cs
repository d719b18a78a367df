using System.Collections.Concurrent;
using DominoDataLab.LocalServer.Diagnostics;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// The server's metadata. What <see cref="Write"/> returned from is on disk, except for a server whose data ends with it.
/// </summary>
internal sealed class Database : IDisposable
{
    private const int SqliteFull = 13;
    private readonly string _file;
    private readonly SqliteConnection _writer;
    private readonly Lock _turn = new();
    private bool _together;
    private long _version;
    private readonly ConcurrentBag<DatabaseReader> _readers = [];

    /// <exception cref="InvalidOperationException">The file can't be used; the message says why and what to do.</exception>
    public Database(string file, bool isTemporary)
    {
        _file = file;
        try
        {
            _writer = Open(SqliteOpenMode.ReadWriteCreate);
            Execute($"PRAGMA journal_mode=WAL; PRAGMA synchronous={(isTemporary ? "OFF" : "FULL")}; PRAGMA foreign_keys=ON;");
            Migrate();
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            throw new InvalidOperationException(
                e.SqliteErrorCode switch
                {
                    8 or 14 or 23 =>
                        $"The database '{file}' can't be written ({e.Message}). Change the permissions of the data folder, or choose "
                            + "another one.",
                    11 or 26 =>
                        $"'{file}' is damaged or no database of this server ({e.Message}). Restore the data folder from a backup, or "
                            + "choose another one.",
                    SqliteFull => $"The disk that holds '{file}' is full. Free some space, or choose another data folder.",
                    _ => $"The database '{file}' can't be opened: {e.Message}",
                },
                e
            );
        }
        catch
        {
            _writer?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Grows with every change, once it can be read: what was derived from the database is good as long as this is the same.
    /// </summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Gets a value that is true while the current thread writes: it must see changes that nobody else can read yet.</summary>
    public bool IsWriting => _turn.IsHeldByCurrentThread;

    /// <summary>Reads what is there at this moment; readers wait neither for each other nor for a writer.</summary>
    public T Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values)
    {
        using var timing = Telemetry.DatabaseCommand("read");

        // Within writes that happen together a read must see the ones before it.
        if (IsWriting)
        {
            using var ownCommand = Command(_writer, sql, values);
            using var ownReader = ownCommand.ExecuteReader();
            return map(ownReader);
        }

        if (!_readers.TryTake(out var reader))
        {
            reader = new DatabaseReader(Open(SqliteOpenMode.ReadOnly));
        }

        try
        {
            return reader.Read(sql, map, values);
        }
        finally
        {
            _readers.Add(reader);
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
            values
        );

    /// <summary>Lists a part of what a query finds, and counts all of it.</summary>
    public Page<T> Page<T>(
        ListQuery query,
        Func<SqliteDataReader, T> map,
        (int Offset, int Limit) part,
        params (string, object?)[] values
    ) =>
        new(
            List(
                $"{query.With}SELECT {query.Columns} FROM {query.From} ORDER BY {query.Order} LIMIT $limit OFFSET $offset",
                map,
                [.. values, ("$limit", part.Limit), ("$offset", part.Offset)]
            ),
            Read($"{query.With}SELECT COUNT(*) FROM {query.From}", row => row.Read() ? row.GetInt32(0) : 0, values)
        );

    public T? One<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values)
        where T : class => Read(sql, reader => reader.Read() ? map(reader) : null, values);

    public int Write(string sql, params ReadOnlySpan<(string, object?)> values)
    {
        using var timing = Telemetry.DatabaseCommand("write");
        lock (_turn)
        {
            using var command = Command(_writer, sql, values);
            var count = command.ExecuteNonQuery();
            if (count != 0 && !_together)
            {
                Interlocked.Increment(ref _version);
            }

            return count;
        }
    }

    /// <summary>Several writes that all happen or none; it may be called within another.</summary>
    public void Together(Action writes)
    {
        lock (_turn)
        {
            if (_together)
            {
                writes();
                return;
            }

            using var transaction = _writer.BeginTransaction();
            _together = true;
            try
            {
                writes();
                transaction.Commit();
                Interlocked.Increment(ref _version);
            }
            finally
            {
                _together = false;
            }
        }
    }

    /// <summary>Rewrites the file, so that it no longer contains deleted data.</summary>
    public void Compact()
    {
        lock (_turn)
        {
            Execute("VACUUM");
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
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
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = _file,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString()
        );
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
        if (version > Schema.Versions.Length)
        {
            throw new InvalidOperationException(
                $"The data folder was written by a newer version of this server (its database '{_file}' is at {version}, this one knows "
                    + $"{Schema.Versions.Length}). Use that version, or another folder."
            );
        }

        for (; version < Schema.Versions.Length; version++)
        {
            using var transaction = _writer.BeginTransaction();
            Execute(Schema.Versions[version] + FormattableString.Invariant($"PRAGMA user_version={version + 1};"));
            transaction.Commit();
        }
    }

    internal static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string, object?)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of ours; values go as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        AddValues(command, values);

        return command;
    }

    internal static void AddValues(SqliteCommand command, ReadOnlySpan<(string, object?)> values)
    {
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }
    }

    private void Execute(string sql) => Write(sql);

    private object? Scalar(string sql)
    {
        using var command = Command(_writer, sql, []);
        return command.ExecuteScalar();
    }
}
