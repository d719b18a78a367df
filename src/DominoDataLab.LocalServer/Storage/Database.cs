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
        CREATE TABLE budgets (
            number INTEGER PRIMARY KEY, label TEXT NOT NULL, label_id TEXT UNIQUE, amount TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX budget_defaults ON budgets(label) WHERE label_id IS NULL;
        INSERT INTO budgets (label, amount) VALUES ('BillingTag', '0'), ('Organization', '0'), ('Project', '0');
        CREATE TABLE cost_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO cost_settings VALUES
            ('budgetAlerts', '{"alertsEnabled":false,"notifyOrgOwner":false,"alertTargets":[{"label":"BillingTag","emails":[]},{"label":"Organization","emails":[]},{"label":"Project","emails":[]}]}'),
            ('billingTagMode', 'Optional'), ('billingTagNotifications', 'false');
        CREATE TABLE billing_tags (id TEXT PRIMARY KEY, tag TEXT NOT NULL UNIQUE, active INTEGER NOT NULL) STRICT;
        ALTER TABLE projects ADD COLUMN billing_tag TEXT REFERENCES billing_tags(tag);
        CREATE TABLE metric_values (
            number INTEGER PRIMARY KEY, model_id TEXT NOT NULL, metric TEXT NOT NULL, ticks INTEGER NOT NULL,
            timestamp TEXT NOT NULL, value TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
        CREATE INDEX metric_times ON metric_values(model_id, metric, ticks);
        CREATE TABLE metric_alerts (
            number INTEGER PRIMARY KEY, sent_by TEXT NOT NULL REFERENCES users(id), sent_ms INTEGER NOT NULL, alert TEXT NOT NULL) STRICT;
        """,
    ];

    private readonly SqliteConnection _connection;
    private readonly Lock _turn = new();

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
