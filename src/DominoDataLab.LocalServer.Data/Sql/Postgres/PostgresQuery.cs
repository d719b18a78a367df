using System.Data.Common;
using System.Net.Sockets;
using DominoDataLab.LocalServer.Data.Sql.Rows;
using Grpc.Core;
using Npgsql;
using Columns = DominoDataLab.LocalServer.Data.Sql.Rows.RowColumns<System.Data.Common.DbDataReader>;

namespace DominoDataLab.LocalServer.Data.Sql.Postgres;

/// <summary>A statement that runs in PostgreSQL.</summary>
internal sealed class PostgresQuery(PostgresEngine engine, ServerSettings settings, SqlStatement statement) : DriverQuery
{
    // PostgreSQL counts from the year 2000.
    private const int Days = 10957;
    private const long Microseconds = Days * 86_400_000_000;

    // Numbers that are declared without a scale, as sums and averages are, come with so many digits behind the point.
    private const int UsualScale = 18;
    private const int MaxPrecision = 38;

    private NpgsqlBatch? _batch;

    protected override DbConnection Connect() => engine.Open(settings, isKept: !statement.HasOverrides);

    protected override DbDataReader Start(DbConnection connection)
    {
        // A batch of one does not let the statement be several, one of which could end the read-only transaction.
        var batch = (NpgsqlBatch)connection.CreateBatch();
        batch.Timeout = 0;
        if (statement.IsReadOnly)
        {
            using var begin = connection.CreateCommand();
            begin.CommandText = "BEGIN TRANSACTION READ ONLY";
            begin.ExecuteNonQuery();
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        _batch = batch;
        return batch.ExecuteReader();
    }

    protected override void Cancel() => _batch?.Cancel();

    protected override RowColumn<DbDataReader> Column(DbDataReader reader, DbColumn column, int ordinal) =>
        column.DataTypeName switch
        {
            "boolean" => Columns.Boolean((row, at) => row.GetBoolean(at)),
            "smallint" => Columns.Int16((row, at) => row.GetInt16(at)),
            "integer" => Columns.Int32((row, at) => row.GetInt32(at)),
            "bigint" => Columns.Int64((row, at) => row.GetInt64(at)),
            "oid" => Columns.Int64((row, at) => row.GetFieldValue<uint>(at)),
            "real" => Columns.Float((row, at) => row.GetFloat(at)),
            "double precision" => Columns.Double((row, at) => row.GetDouble(at)),
            { } numeric when numeric.StartsWith("numeric", StringComparison.Ordinal) => Numeric(column),
            "date" => Columns.Date((row, at) => Finite(row.GetFieldValue<int>(at), int.MinValue, int.MaxValue) + Days),
            { } time when time.StartsWith("time without", StringComparison.Ordinal) || time is "time" => Columns.Time(
                (row, at) => row.GetFieldValue<long>(at)
            ),
            { } time when time.StartsWith("timestamp", StringComparison.Ordinal) => Columns.Timestamp(
                time.Contains("with time zone", StringComparison.Ordinal) || time == "timestamptz" ? "UTC" : null,
                (row, at) => Finite(row.GetFieldValue<long>(at), long.MinValue, long.MaxValue) + Microseconds
            ),
            "bytea" => Columns.Binary((row, at) => row.GetFieldValue<byte[]>(at)),
            "uuid" => Columns.String((row, at) => row.GetGuid(at).ToString()),
            "\"char\"" => Columns.String((row, at) => row.GetChar(at).ToString()),
            _ when column.DataType == typeof(string) => Columns.String((row, at) => row.GetString(at)),
            _ => throw NotSupported(column, $"Cast it, as in {column.ColumnName}::text."),
        };

    protected override QueryException? Failure(Exception e) =>
        e switch
        {
            PostgresException refused => Refused(refused),
            NpgsqlException lost => Unreachable(statement.Source.Name, lost.InnerException ?? lost),
            SocketException or TimeoutException => Unreachable(statement.Source.Name, e),
            OperationCanceledException => new QueryException(StatusCode.Aborted, "The query was cancelled."),
            NotSupportedException other => QueryException.Invalid(other.Message),
            _ => BadValue(e),
        };

    private static RowColumn<DbDataReader> Numeric(DbColumn column) =>
        column is { NumericPrecision: > 0 and <= MaxPrecision, NumericScale: { } scale }
            ? Columns.Decimal(column.NumericPrecision.Value, scale, (row, at) => row.GetDecimal(at))
            : Columns.Decimal(MaxPrecision, UsualScale, (row, at) => decimal.Round(row.GetDecimal(at), UsualScale));

    private static T Finite<T>(T value, T past, T future)
        where T : IEquatable<T> => value.Equals(past) || value.Equals(future) ? throw new OverflowException("it is infinite") : value;

    private static QueryException Refused(PostgresException e) =>
        new(
            e.SqlState[..2] switch
            {
                "28" => StatusCode.PermissionDenied,
                "53" => StatusCode.ResourceExhausted,
                "08" => StatusCode.Unavailable,
                "57" => e.SqlState == "57014" ? StatusCode.Aborted : StatusCode.Unavailable,
                "XX" => StatusCode.Internal,
                _ => e.SqlState == "42501" ? StatusCode.PermissionDenied : StatusCode.InvalidArgument,
            },
            e.MessageText + (e.Position > 0 ? $" (at character {e.Position})" : "") + (e.Hint is { Length: > 0 } hint ? $" {hint}" : "")
        );
}
