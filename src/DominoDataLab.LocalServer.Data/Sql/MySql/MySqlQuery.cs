using System.Data.Common;
using DominoDataLab.LocalServer.Data.Sql.Rows;
using Grpc.Core;
using MySqlConnector;
using Columns = DominoDataLab.LocalServer.Data.Sql.Rows.RowColumns<System.Data.Common.DbDataReader>;

namespace DominoDataLab.LocalServer.Data.Sql.MySql;

/// <summary>A statement that runs in MySQL or MariaDB.</summary>
internal sealed class MySqlQuery(ServerSettings settings, SqlStatement statement) : DriverQuery
{
    private const int MaxPrecision = 38;

    private DbCommand? _command;

    protected override DbConnection Connect()
    {
        var text = new MySqlConnectionStringBuilder
        {
            Server = settings.Host,
            Port = (uint)settings.Port,
            Database = settings.Database,
            UserID = settings.User,
            Password = settings.Password,
            SslMode = settings.RequiresTls ? MySqlSslMode.Required : MySqlSslMode.Preferred,
            ApplicationName = "Domino local server",
            AllowUserVariables = true,
            GuidFormat = MySqlGuidFormat.None,
            Pooling = !statement.HasOverrides,
            ConnectionIdleTimeout = 30,
            CharacterSet = "utf8mb4",
        };
        var connection = new MySqlConnection(text.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>
    /// The database prepares the statement itself, because it takes one statement only then. So nothing can end the read-only transaction
    /// and then go on.
    /// </summary>
    protected override DbDataReader Start(DbConnection connection)
    {
        Run(connection, "SET time_zone = '+00:00'");
        Run(connection, "SET @domino_statement = @statement", statement.Text);
        Run(connection, "PREPARE domino_query FROM @domino_statement");
        if (statement.IsReadOnly)
        {
            Run(connection, "SET SESSION TRANSACTION READ ONLY");
            Run(connection, "START TRANSACTION READ ONLY");
        }

        var command = connection.CreateCommand();
        command.CommandText = "EXECUTE domino_query";
        command.CommandTimeout = 0;
        _command = command;
        return command.ExecuteReader();
    }

    protected override void Cancel() => _command?.Cancel();

    protected override RowColumn<DbDataReader> Column(DbDataReader reader, DbColumn column, int ordinal) =>
        column.DataTypeName switch
        {
            "DECIMAL" => Decimal(column),
            "DATE" => Columns.Date((row, at) => DateOnly.FromDateTime(row.GetDateTime(at)).DayNumber - EpochDays),
            "DATETIME" => Columns.Timestamp(null, (row, at) => Microseconds(row.GetDateTime(at))),
            "TIMESTAMP" => Columns.Timestamp("UTC", (row, at) => Microseconds(row.GetDateTime(at))),
            "TIME" => Columns.Time((row, at) => TimeOfDay(row.GetFieldValue<TimeSpan>(at))),
            _ => OfClass(column),
        };

    private static RowColumn<DbDataReader> OfClass(DbColumn column) =>
        Type.GetTypeCode(column.DataType) switch
        {
            TypeCode.Boolean => Columns.Boolean((row, at) => row.GetBoolean(at)),
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 => Columns.Int16((row, at) => row.GetInt16(at)),
            TypeCode.UInt16 or TypeCode.Int32 => Columns.Int32((row, at) => row.GetInt32(at)),
            TypeCode.UInt32 or TypeCode.Int64 => Columns.Int64((row, at) => row.GetInt64(at)),
            TypeCode.UInt64 => Columns.UInt64((row, at) => row.GetFieldValue<ulong>(at)),
            TypeCode.Single => Columns.Float((row, at) => row.GetFloat(at)),
            TypeCode.Double => Columns.Double((row, at) => row.GetDouble(at)),
            TypeCode.String => Columns.String((row, at) => row.GetString(at)),
            _ when column.DataType == typeof(byte[]) => Columns.Binary((row, at) => row.GetFieldValue<byte[]>(at)),
            _ => throw NotSupported(column, $"Cast it, as in CAST({column.ColumnName} AS CHAR)."),
        };

    protected override QueryException? Failure(Exception e) =>
        e switch
        {
            MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } lost => Unreachable(statement.Source.Name, lost),
            MySqlException refused => new QueryException(Code(refused.ErrorCode), refused.Message),
            OperationCanceledException => new QueryException(StatusCode.Aborted, "The query was cancelled."),
            NotSupportedException other => QueryException.Invalid(other.Message),
            _ => BadValue(e),
        };

    private static int EpochDays => DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static StatusCode Code(MySqlErrorCode code) =>
        code switch
        {
            MySqlErrorCode.AccessDenied
            or MySqlErrorCode.DatabaseAccessDenied
            or MySqlErrorCode.TableAccessDenied
            or MySqlErrorCode.ColumnAccessDenied => StatusCode.PermissionDenied,
            MySqlErrorCode.QueryInterrupted => StatusCode.Aborted,
            _ => StatusCode.InvalidArgument,
        };

    private static RowColumn<DbDataReader> Decimal(DbColumn column) =>
        column is { NumericPrecision: > 0 and <= MaxPrecision, NumericScale: { } scale }
            ? Columns.Decimal(column.NumericPrecision.Value, scale, (row, at) => row.GetDecimal(at))
            : throw NotSupported(column, $"Cast it to DECIMAL with at most {MaxPrecision} digits.");

    private static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long TimeOfDay(TimeSpan time) =>
        time >= TimeSpan.Zero && time < TimeSpan.FromDays(1)
            ? time.Ticks / TimeSpan.TicksPerMicrosecond
            : throw new OverflowException($"the time {time} is not within a day");

    private static void Run(DbConnection connection, string sql, string? text = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (text is not null)
        {
            command.Parameters.Add(new MySqlParameter("@statement", text));
        }

        command.ExecuteNonQuery();
    }
}
