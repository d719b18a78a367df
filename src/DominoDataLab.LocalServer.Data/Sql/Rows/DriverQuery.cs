using System.Data.Common;
using System.Diagnostics;
using Apache.Arrow;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Sql.Rows;

/// <summary>A statement that runs in a database of its own process, through an ADO.NET driver.</summary>
internal abstract class DriverQuery : ISqlQuery
{
    private const int MaxRows = 8192;
    private const int RowsBetweenLooks = 64;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(20);

    private DbConnection? _connection;
    private DbDataReader? _reader;
    private RowColumn<DbDataReader>[] _columns = [];
    private Schema? _schema;
    private bool _isAtEnd;

    public Schema Execute()
    {
        try
        {
            _connection = Connect();
            _reader = Start(_connection);
            _columns = [.. _reader.GetColumnSchema().Select((column, ordinal) => Column(_reader, column, ordinal))];
        }
        catch (Exception e) when (Failure(e) is { } failure)
        {
            throw failure;
        }

        _schema = new Schema(
            _columns.Select((column, ordinal) => new Field(_reader.GetName(ordinal), column.Type, nullable: true)),
            metadata: null
        );
        return _schema;
    }

    public RecordBatch? Read()
    {
        if (_isAtEnd)
        {
            return null;
        }

        try
        {
            var rows = 0;
            var started = Stopwatch.GetTimestamp();
            while (rows < MaxRows && (rows % RowsBetweenLooks != 0 || rows == 0 || Stopwatch.GetElapsedTime(started) < MaxWait))
            {
                if (!_reader!.Read())
                {
                    _isAtEnd = true;
                    break;
                }

                AppendRow(_reader);
                rows++;
            }

            return rows == 0 ? null : new RecordBatch(_schema!, _columns.Select(column => column.Build()), rows);
        }
        catch (Exception e) when (Failure(e) is { } failure)
        {
            throw failure;
        }
    }

    public void Interrupt()
    {
        try
        {
            Cancel();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or ObjectDisposedException)
        {
            // It has ended, or the connection has.
        }
    }

    public void Dispose()
    {
        if (!_isAtEnd)
        {
            // The reader would read the rest of the rows first.
            Interrupt();
        }

        try
        {
            _reader?.Dispose();
            _connection?.Dispose();
        }
        catch (DbException)
        {
            // What was cancelled fails once more.
            _connection?.Dispose();
        }
    }

    /// <summary>Opens a connection with the rights of the source.</summary>
    protected abstract DbConnection Connect();

    /// <summary>Runs the statement, without a limit of its own on the time that it takes.</summary>
    protected abstract DbDataReader Start(DbConnection connection);

    /// <summary>Asks the database to end the statement. It may not have been started yet.</summary>
    protected abstract void Cancel();

    /// <exception cref="QueryException">The type of the column can't be sent.</exception>
    protected abstract RowColumn<DbDataReader> Column(DbDataReader reader, DbColumn column, int ordinal);

    /// <summary>Explains an exception of the driver, or returns null for any other exception.</summary>
    protected abstract QueryException? Failure(Exception e);

    protected static QueryException NotSupported(DbColumn column, string cure) =>
        QueryException.Invalid($"The column '{column.ColumnName}' can't be sent: its type {column.DataTypeName} is not supported. {cure}");

    /// <summary>Explains what any driver may throw for a value that does not fit its type.</summary>
    protected static QueryException? BadValue(Exception e) =>
        e is OverflowException or InvalidCastException or FormatException or ArgumentException
            ? QueryException.Invalid($"A value can't be sent: {e.Message.TrimEnd('.')}. Cast its column to text.")
            : null;

    protected static QueryException Unreachable(string source, Exception e) =>
        new(StatusCode.Unavailable, $"The database of '{source}' can't be reached: {e.Message.TrimEnd('.')}. Check its host and port.");

    private void AppendRow(DbDataReader row)
    {
        for (var ordinal = 0; ordinal < _columns.Length; ordinal++)
        {
            if (row.IsDBNull(ordinal))
            {
                _columns[ordinal].AppendNull();
            }
            else
            {
                _columns[ordinal].Append(row, ordinal);
            }
        }
    }
}
