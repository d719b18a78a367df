using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;
using Apache.Arrow.Types;
using DuckDB.NET.Native;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>
/// A statement that runs in DuckDB. If all columns have flat types, the rows are read from DuckDB's memory. Otherwise, they come through
/// Arrow's C interface, whose importer adds memory pressure that makes the garbage collector run often.
/// </summary>
internal sealed unsafe class DuckDbQuery(DuckDbDatabases databases, Func<DuckDbLocation> locate, string sql) : ISqlQuery
{
    private DuckDBNativeConnection? _connection;
    private DuckDBArrowOptions? _arrow;
    private DuckDBResult _result;
    private bool _hasResult;
    private Schema? _schema;
    private ReadValues[]? _readers;

    public Schema Execute()
    {
        var location = locate();
        _connection = DuckDbNative.Connect(databases.Get(location));
        using var statement = Prepare(_connection);
        DuckDbStatements.Check(DuckDbNative.StatementType(statement), location.IsReadOnly);
        var state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out _result);
        _hasResult = true;
        if (state != DuckDBState.Success)
        {
            throw DuckDbNative.Failure(ref _result);
        }

        _arrow = NativeMethods.Arrow.DuckDBResultGetArrowOptions(ref _result);
        return _schema = ReadSchema();
    }

    public RecordBatch? Read()
    {
        using var chunk = NativeMethods.Query.DuckDBFetchChunk(_result);
        if (!chunk.IsInvalid)
        {
            return _readers is null ? Import(chunk) : DuckDbBatch.Read(chunk, _schema!, _readers);
        }

        return NativeMethods.Query.DuckDBResultErrorType(ref _result) == DuckDBErrorType.Invalid
            ? null
            : throw DuckDbNative.Failure(ref _result);
    }

    public void Interrupt()
    {
        try
        {
            if (_connection is { } connection)
            {
                NativeMethods.Startup.DuckDBInterrupt(connection);
            }
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    public void Dispose()
    {
        _arrow?.Dispose();
        if (_hasResult)
        {
            NativeMethods.Query.DuckDBDestroyResult(ref _result);
            _hasResult = false;
        }

        _connection?.Dispose();
    }

    private RecordBatch Import(DuckDBDataChunk chunk)
    {
        var array = CArrowArray.Create();
        try
        {
            using var error = NativeMethods.Arrow.DuckDBDataChunkToArrow(_arrow!, chunk, (nint)array);
            Check(error);
            return CArrowArrayImporter.ImportRecordBatch(array, _schema!);
        }
        finally
        {
            CArrowArray.Free(array);
        }
    }

    private DuckDBPreparedStatement Prepare(DuckDBNativeConnection connection)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out var statements);
        using (statements)
        {
            if (count != 1)
            {
                throw QueryException.Invalid(
                    count > 1 ? $"The query has {count} statements. Send them one by one."
                    : NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error ? error
                    : "The query has no statement."
                );
            }

            var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection, statements, 0, out var statement);
            if (state == DuckDBState.Success && NativeMethods.PreparedStatements.DuckDBParams(statement) == 0)
            {
                return statement;
            }

            using (statement)
            {
                throw QueryException.Invalid(
                    state == DuckDBState.Success
                        ? "The query has parameters, which can't be sent. Write their values into it."
                        : NativeMethods.PreparedStatements.DuckDBPrepareError(statement)
                );
            }
        }
    }

    private Schema ReadSchema()
    {
        var count = checked((int)NativeMethods.Query.DuckDBColumnCount(ref _result));
        var types = new DuckDBLogicalType[count];
        var handles = new nint[count];
        var names = new nint[count];
        var schema = CArrowSchema.Create();
        try
        {
            for (var column = 0; column < count; column++)
            {
                types[column] = NativeMethods.Query.DuckDBColumnLogicalType(ref _result, column);
                handles[column] = types[column].DangerousGetHandle();
                names[column] = Marshal.StringToCoTaskMemUTF8(NativeMethods.Query.DuckDBColumnName(ref _result, column));
            }

            fixed (
                nint* handle = handles,
                    text = names
            )
            {
                using var error = NativeMethods.Arrow.DuckDBToArrowSchema(_arrow!, (nint)handle, (nint)text, (ulong)count, (nint)schema);
                Check(error);
            }

            var read = CArrowSchemaImporter.ImportSchema(schema);
            var readers = read.FieldsList.Select((field, column) => VectorReader.Find(field.DataType, types[column])).ToArray();
            _readers = readers.Contains(null) ? null : [.. readers.OfType<ReadValues>()];
            return read.FieldsList.FirstOrDefault(field => field.DataType is DictionaryType) is { Name: var name }
                ? throw QueryException.Invalid(
                    $"The column '{name}' can't be sent: its type ENUM is not supported. Cast it, as in {name}::VARCHAR."
                )
                : read;
        }
        finally
        {
            CArrowSchema.Free(schema);
            foreach (var text in names)
            {
                Marshal.FreeCoTaskMem(text);
            }

            foreach (var type in types)
            {
                type?.Dispose();
            }
        }
    }

    private static void Check(DuckDBErrorData error)
    {
        if (!error.IsInvalid && error.HasError)
        {
            throw QueryException.Invalid(NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
        }
    }
}
