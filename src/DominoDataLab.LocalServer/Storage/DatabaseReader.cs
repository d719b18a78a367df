using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// A connection that reads, for one query at a time. It keeps the queries that it has prepared, which cost more than to run them.
/// </summary>
internal sealed class DatabaseReader(SqliteConnection connection) : IDisposable
{
    private const int MaxPrepared = 256;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    public T Read<T>(string sql, Func<SqliteDataReader, T> map, ReadOnlySpan<(string, object?)> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            if (_prepared.Count >= MaxPrepared)
            {
                Forget();
            }

            command = Database.Command(connection, sql, values);
            _prepared.Add(sql, command);
        }
        else
        {
            command.Parameters.Clear();
            Database.AddValues(command, values);
        }

        using var reader = command.ExecuteReader();
        return map(reader);
    }

    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private void Forget()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }
}
