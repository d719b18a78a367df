using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>Calls of DuckDB's C interface with its errors as exceptions.</summary>
internal static partial class DuckDbNative
{
    public static DuckDBDatabase Open(string path, IEnumerable<(string Name, string Value)> settings)
    {
        if (NativeMethods.Configuration.DuckDBCreateConfig(out var config) != DuckDBState.Success)
        {
            throw new QueryException(StatusCode.Internal, "DuckDB could not be started.");
        }

        using (config)
        {
            foreach (var (name, value) in settings)
            {
                if (NativeMethods.Configuration.DuckDBSetConfig(config, name, value) != DuckDBState.Success)
                {
                    throw new InvalidOperationException($"DuckDB does not have the setting {name} = {value}.");
                }
            }

            return NativeMethods.Startup.DuckDBOpen(path, out var database, config, out var error) == DuckDBState.Success
                ? database
                : throw new QueryException(StatusCode.Unavailable, $"The database can't be opened: {error}");
        }
    }

    public static DuckDBNativeConnection Connect(DuckDBDatabase database) =>
        NativeMethods.Startup.DuckDBConnect(database, out var connection) == DuckDBState.Success
            ? connection
            : throw new QueryException(StatusCode.Unavailable, "The database can't be connected to.");

    /// <summary>Runs a statement of the server's own.</summary>
    public static void Run(DuckDBNativeConnection connection, string sql)
    {
        var state = NativeMethods.Query.DuckDBQuery(connection, sql, out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw Failure(ref result);
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    public static QueryException Failure(ref DuckDBResult result)
    {
        var type = NativeMethods.Query.DuckDBResultErrorType(ref result);
        return new QueryException(
            type switch
            {
                DuckDBErrorType.OutOfMemory => StatusCode.ResourceExhausted,
                DuckDBErrorType.Interrupt => StatusCode.Aborted,
                DuckDBErrorType.Internal or DuckDBErrorType.Fatal => StatusCode.Internal,
                DuckDBErrorType.Permission => StatusCode.PermissionDenied,
                _ => StatusCode.InvalidArgument,
            },
            NativeMethods.Query.DuckDBResultError(ref result)
        );
    }

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    public static partial DuckDBStatementType StatementType(DuckDBPreparedStatement statement);
}
