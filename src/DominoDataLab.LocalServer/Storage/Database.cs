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
        """
        ALTER TABLE users ADD COLUMN administrator INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN started_by TEXT REFERENCES users(id);
        CREATE TABLE collaborators (
            project_id TEXT NOT NULL REFERENCES projects(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
            PRIMARY KEY (project_id, user_id)) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE datasets (
            id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
            author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
            status_by TEXT NOT NULL REFERENCES users(id), head_id TEXT NOT NULL UNIQUE) STRICT;
        CREATE UNIQUE INDEX dataset_names ON datasets(project_id, name COLLATE NOCASE) WHERE status IN ('Active', 'MarkedForDeletion');
        CREATE TABLE dataset_snapshots (
            id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES datasets(id), version INTEGER NOT NULL, paths TEXT,
            author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
            status_by TEXT NOT NULL REFERENCES users(id), size INTEGER NOT NULL DEFAULT 0, message TEXT, UNIQUE (dataset_id, version)) STRICT;
        CREATE TABLE dataset_tags (
            dataset_id TEXT NOT NULL REFERENCES datasets(id), name TEXT NOT NULL, snapshot_id TEXT NOT NULL REFERENCES dataset_snapshots(id),
            PRIMARY KEY (dataset_id, name)) STRICT, WITHOUT ROWID;
        CREATE TABLE dataset_grants (
            dataset_id TEXT NOT NULL REFERENCES datasets(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
            PRIMARY KEY (dataset_id, user_id)) STRICT, WITHOUT ROWID;
        """,
    ];

    private readonly SqliteConnection _connection;
    private readonly Lock _turn = new();
    private bool _together;

    public Database(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
        var version = Convert.ToInt32(Scalar("PRAGMA user_version"), System.Globalization.CultureInfo.InvariantCulture);
        if (version > Migrations.Length)
        {
            throw new InvalidOperationException($"The data folder was written by a newer version of this server (its database is at {version}, this one knows {Migrations.Length}). Use that version, or another folder.");
        }

        for (; version < Migrations.Length; version++)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(Migrations[version] + FormattableString.Invariant($"PRAGMA user_version={version + 1};"));
            transaction.Commit();
        }
    }

    public T Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string, object?)> values)
    {
        lock (_turn)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            return map(reader);
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
            using var command = Command(sql, values);
            return command.ExecuteNonQuery();
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

            using var transaction = _connection.BeginTransaction();
            _together = true;
            try
            {
                writes();
                transaction.Commit();
            }
            finally
            {
                _together = false;
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql, ReadOnlySpan<(string, object?)> values)
    {
        var command = _connection.CreateCommand();
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
        using var command = Command(sql, []);
        return command.ExecuteScalar();
    }
}
