using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.LocalServer.Data.Tests.Flight;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class MySqlTests(DataFixture fixture, MySqlServer mysql)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Every_common_type_comes_with_its_value_and_its_nulls()
    {
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var source = await _data.CreateAsync(mysql.Source());
        await _data.QueryAsync(
            source,
            """
            CREATE TABLE kinds (
                flag BOOLEAN, tiny TINYINT, small SMALLINT, medium INT, wide INT UNSIGNED, big BIGINT, huge BIGINT UNSIGNED,
                  real_ FLOAT, double_ DOUBLE,
                price DECIMAL(10, 2), day DATE, clock TIME(6), plain DATETIME(6), zoned TIMESTAMP(6) NULL, label VARCHAR(20), bytes BLOB,
                kind ENUM('a', 'b'), document JSON)
            """
        );
        await _data.QueryAsync(
            source,
            """
            INSERT INTO kinds VALUES
                (true, -3, 7, -8, 4294967295, -9223372036854775808, 18446744073709551615, 0.5, 0.1, 12.50, '1969-12-31', '23:59:59.000001',
                    '2024-02-29 12:00:00.000001', '2024-02-29 10:00:00', 'Zürich 😀', x'00FF', 'b', '{"a": 1}'),
                (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
            """
        );
        var table = await _data.QueryAsync(source, "SELECT * FROM kinds");
        Assert.Equal(2, table.Rows);
        Assert.All(Enumerable.Range(0, 18), column => Assert.Equal(1, table.Batches.Sum(batch => batch.Column(column).NullCount)));
        Assert.Equal([true, null], table.Column<bool?>("flag"));
        Assert.Equal([(short)-3, null], table.Column<short?>("tiny"));
        Assert.Equal([uint.MaxValue, null], table.Column<long?>("wide"));
        Assert.Equal([long.MinValue, null], table.Column<long?>("big"));
        Assert.Equal([ulong.MaxValue, null], table.Column<ulong?>("huge"));
        Assert.Equal([0.5f, null], table.Column<float?>("real_"));
        Assert.Equal([0.1, null], table.Column<double?>("double_"));
        Assert.Equal("12.50", ((Decimal128Array)table.Batches[0].Column(9)).GetString(0));
        Assert.Equal(-1, ((Date32Array)table.Batches[0].Column(10)).Values[0]);
        Assert.Equal(86_399_000_001, ((Time64Array)table.Batches[0].Column(11)).Values[0]);
        Assert.Equal(1_709_208_000_000_001, ((TimestampArray)table.Batches[0].Column(12)).Values[0]);
        Assert.Equal(1_709_200_800_000_000, ((TimestampArray)table.Batches[0].Column(13)).Values[0]);
        Assert.Null(((TimestampType)table.Schema.GetFieldByName("plain").DataType).Timezone);
        Assert.Equal("UTC", ((TimestampType)table.Schema.GetFieldByName("zoned").DataType).Timezone);
        Assert.Equal(["Zürich 😀", null], table.Column<string?>("label"));
        Assert.Equal([0, 0xFF], ((BinaryArray)table.Batches[0].Column(15)).GetBytes(0).ToArray());
        Assert.Equal(["b", null], table.Column<string?>("kind"));
        Assert.Equal(["{\"a\": 1}", null], table.Column<string?>("document"));
    }

    [Fact]
    public async Task A_read_only_source_refuses_to_write_and_keeps_the_table_as_it_was()
    {
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var writable = await _data.CreateAsync(mysql.Source("MariaDBConfig"));
        await _data.QueryAsync(writable, "CREATE TABLE stock AS SELECT 1 AS number UNION SELECT 2 UNION SELECT 3");
        var source = mysql.Source();
        source["readOnly"] = true;
        var readOnly = await _data.CreateAsync(source);
        foreach (
            var statement in new[]
            {
                "DELETE FROM stock",
                "COMMIT; DELETE FROM stock",
                "SET SESSION TRANSACTION READ WRITE; DELETE FROM stock",
                "DROP TABLE stock",
            }
        )
        {
            var refusal = await _data.RefusalAsync(readOnly, statement);
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        }

        await _data.QueryAsync(readOnly, "SET SESSION TRANSACTION READ WRITE");
        Assert.Equal(StatusCode.InvalidArgument, (await _data.RefusalAsync(readOnly, "DELETE FROM stock")).StatusCode);
        var table = await _data.QueryAsync(readOnly, "SELECT CAST(number AS SIGNED) AS number FROM stock ORDER BY 1");
        Assert.Equal(
            ["1", "2", "3"],
            table.Batches.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => Text(batch.Column(0), row)))
        );
    }

    [Fact]
    public async Task The_words_of_the_database_reach_the_client()
    {
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var source = await _data.CreateAsync(mysql.Source());
        var refusal = await _data.RefusalAsync(source, "SELECT * FROM nowhere");
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("'sales.nowhere' doesn't exist", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_query_ends_in_the_database()
    {
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var source = await _data.CreateAsync(mysql.Source());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(DataFixture.Ct);
        using var call = _data.Flight.Start(FlightClient.Ticket(source, "SELECT SLEEP(600) AS nothing"), _data.Key(), cancellation.Token);
        var read = call.ResponseStream.MoveNext(cancellation.Token);
        const string Count =
            "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'ada' AND command IN ('Query', 'Execute') AND state = "
            + "'User sleep'";
        await Eventually.HoldsAsync(async () => (long)(await mysql.RunSqlAsync(Count))! == 1, "the query to run");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => read);
        await Eventually.HoldsAsync(async () => (long)(await mysql.RunSqlAsync(Count))! == 0, "the query to end");
    }

    [Fact]
    public async Task A_result_of_many_rows_comes_whole_and_in_order()
    {
        Assert.SkipWhen(mysql.Missing is not null, mysql.Missing ?? "");
        var source = await _data.CreateAsync(mysql.Source());
        var table = await _data.QueryAsync(source, "SELECT seq AS n, CONCAT('row ', seq) AS label FROM seq_1_to_100000");
        Assert.Equal(100_000, table.Rows);
        Assert.Equal(
            Enumerable.Range(1, 100_000),
            table.Column<string>("label").Select(label => int.Parse(label[4..], System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    private static string Text(IArrowArray array, int row) =>
        array switch
        {
            Int64Array numbers => $"{numbers.GetValue(row)}",
            Int32Array numbers => $"{numbers.GetValue(row)}",
            _ => array.GetType().Name,
        };
}
