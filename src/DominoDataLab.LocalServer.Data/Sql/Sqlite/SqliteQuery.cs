using Apache.Arrow;
using DominoDataLab.LocalServer.Data.Sql.Rows;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DominoDataLab.LocalServer.Data.Sql.Sqlite;

/// <summary>
/// A statement that runs in SQLite. There the values have types and not the columns, so the first rows decide which type a column has.
/// </summary>
internal sealed class SqliteQuery(string path, bool isReadOnly, string sql) : ISqlQuery
{
    private const int MaxRows = 2048;

    private SqliteConnection? _connection;
    private SqliteCommand? _command;
    private SqliteDataReader? _reader;
    private SqliteColumn[] _columns = [];
    private Schema? _schema;
    private List<object?[]>? _firstRows;
    private long _rows;

    public Schema Execute()
    {
        try
        {
            _connection = Connect();
            _command = _connection.CreateCommand();
            _command.CommandText = sql;
            _command.CommandTimeout = 0;
            RequireOneStatement(_connection.Handle!);
            _reader = _command.ExecuteReader();
            _firstRows = ReadRows();
        }
        catch (SqliteException e)
        {
            throw Failure(e);
        }

        _columns =
        [
            .. Enumerable
                .Range(0, _reader.FieldCount)
                .Select(ordinal => new SqliteColumn(
                    _reader.GetName(ordinal),
                    raw.sqlite3_column_decltype(_reader.Handle, ordinal).utf8_to_string(),
                    _firstRows.Select(row => row[ordinal])
                )),
        ];
        _schema = new Schema(_columns.Select(column => new Field(column.Name, column.Values.Type, nullable: true)), metadata: null);
        return _schema;
    }

    public RecordBatch? Read()
    {
        List<object?[]> rows;
        try
        {
            rows = _firstRows ?? ReadRows();
            _firstRows = null;
        }
        catch (SqliteException e)
        {
            throw Failure(e);
        }

        if (rows.Count == 0)
        {
            return null;
        }

        foreach (var row in rows)
        {
            _rows++;
            for (var ordinal = 0; ordinal < row.Length; ordinal++)
            {
                _columns[ordinal].Append(row, ordinal, _rows);
            }
        }

        return new RecordBatch(_schema!, _columns.Select(column => column.Values.Build()), rows.Count);
    }

    public void Interrupt()
    {
        try
        {
            if (_connection?.Handle is { } handle)
            {
                raw.sqlite3_interrupt(handle);
            }
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _command?.Dispose();
        _connection?.Dispose();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();

            // Otherwise a statement could attach any other file of this machine.
            _ = raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The driver runs several statements and returns the rows of each, of which only the first ones could be sent.</summary>
    private void RequireOneStatement(sqlite3 database)
    {
        var result = raw.sqlite3_prepare_v2(database, sql, out var statement, out var rest);
        using (statement)
        {
            if (result == raw.SQLITE_OK && !string.IsNullOrWhiteSpace(rest.TrimEnd(';')))
            {
                throw QueryException.Invalid("The query has more than one statement. Send them one by one.");
            }
        }
    }

    private List<object?[]> ReadRows()
    {
        var rows = new List<object?[]>();
        while (rows.Count < MaxRows && _reader!.Read())
        {
            var row = new object?[_reader.FieldCount];
            for (var ordinal = 0; ordinal < row.Length; ordinal++)
            {
                row[ordinal] = _reader.IsDBNull(ordinal) ? null : Value(ordinal);
            }

            rows.Add(row);
        }

        return rows;
    }

    private object Value(int ordinal) =>
        raw.sqlite3_column_type(_reader!.Handle, ordinal) switch
        {
            raw.SQLITE_INTEGER => _reader.GetInt64(ordinal),
            raw.SQLITE_FLOAT => _reader.GetDouble(ordinal),
            raw.SQLITE_BLOB => _reader.GetFieldValue<byte[]>(ordinal),
            _ => _reader.GetString(ordinal),
        };

    private static QueryException Failure(SqliteException e) =>
        new(
            e.SqliteErrorCode switch
            {
                raw.SQLITE_INTERRUPT => StatusCode.Aborted,
                raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY => StatusCode.Unavailable,
                _ => StatusCode.InvalidArgument,
            },
            e.Message
        );
}
