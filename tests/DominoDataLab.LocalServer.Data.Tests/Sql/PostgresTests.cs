using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.LocalServer.Data.Tests.Flight;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class PostgresTests(DataFixture fixture, PostgresServer postgres)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Every_common_type_comes_with_its_value_and_its_nulls()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source());
        var table = await _data.QueryAsync(
            source,
            """
            SELECT true AS flag, 7::int2 AS small, -8::int4 AS medium, 9223372036854775807 AS big, 0.5::float4 AS real,
              0.1::float8 AS double,
                12.50::numeric(10, 2) AS price, 10::numeric / 4 AS ratio, date '1969-12-31' AS day, time '23:59:59.000001' AS clock,
                timestamp '2024-02-29 12:00:00.000001' AS plain, timestamptz '2024-02-29 12:00:00+02' AS zoned, 'Zürich 😀' AS text,
                '\x00ff'::bytea AS bytes, '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid AS id, '{"a": 1}'::jsonb AS document
            UNION ALL SELECT null, null, null, null, null, null, null::numeric(10, 2), null, null, null, null, null, null, null, null, null
            """
        );
        Assert.Equal(2, table.Rows);
        Assert.All(Enumerable.Range(0, 16), column => Assert.Equal(1, table.Batches.Sum(batch => batch.Column(column).NullCount)));
        Assert.Equal([true, null], table.Column<bool?>("flag"));
        Assert.Equal([(short)7, null], table.Column<short?>("small"));
        Assert.Equal([-8, null], table.Column<int?>("medium"));
        Assert.Equal([long.MaxValue, null], table.Column<long?>("big"));
        Assert.Equal([0.5f, null], table.Column<float?>("real"));
        Assert.Equal([0.1, null], table.Column<double?>("double"));
        Assert.Equal("12.50", ((Decimal128Array)table.Batches[0].Column(6)).GetString(0));
        Assert.Equal(2.5m, ((Decimal128Array)table.Batches[0].Column(7)).GetValue(0));
        Assert.Equal(-1, ((Date32Array)table.Batches[0].Column(8)).Values[0]);
        Assert.Equal(86_399_000_001, ((Time64Array)table.Batches[0].Column(9)).Values[0]);
        Assert.Equal(1_709_208_000_000_001, ((TimestampArray)table.Batches[0].Column(10)).Values[0]);
        Assert.Equal(1_709_200_800_000_000, ((TimestampArray)table.Batches[0].Column(11)).Values[0]);
        Assert.Null(((TimestampType)table.Schema.GetFieldByName("plain").DataType).Timezone);
        Assert.Equal("UTC", ((TimestampType)table.Schema.GetFieldByName("zoned").DataType).Timezone);
        Assert.Equal(["Zürich 😀", null], table.Column<string?>("text"));
        Assert.Equal([0, 0xFF], ((BinaryArray)table.Batches[0].Column(13)).GetBytes(0).ToArray());
        Assert.Equal(["6ba7b810-9dad-11d1-80b4-00c04fd430c8", null], table.Column<string?>("id"));
        Assert.Equal(["{\"a\": 1}", null], table.Column<string?>("document"));
    }

    [Fact]
    public async Task A_read_only_source_refuses_to_write_and_keeps_the_table_as_it_was()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var writable = await _data.CreateAsync(postgres.Source());
        await _data.QueryAsync(writable, "CREATE TABLE stock AS SELECT generate_series(1, 3) AS number");
        var source = postgres.Source();
        source["readOnly"] = true;
        var readOnly = await _data.CreateAsync(source);
        foreach (
            var statement in new[]
            {
                "DELETE FROM stock",
                "COMMIT; DELETE FROM stock",
                "DO $$ BEGIN SET TRANSACTION READ WRITE; DELETE FROM stock; END $$",
                "WITH gone AS (DELETE FROM stock RETURNING 1) SELECT * FROM gone",
                "ROLLBACK; DELETE FROM stock",
            }
        )
        {
            var refusal = await _data.RefusalAsync(readOnly, statement);
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        }

        await _data.QueryAsync(readOnly, "COMMIT");
        await _data.QueryAsync(readOnly, "SET default_transaction_read_only = off");
        Assert.Equal(StatusCode.InvalidArgument, (await _data.RefusalAsync(readOnly, "DELETE FROM stock")).StatusCode);
        Assert.Equal([1, 2, 3], (await _data.QueryAsync(readOnly, "SELECT * FROM stock ORDER BY 1")).Column<int?>("number"));
    }

    [Theory]
    [InlineData("point(1, 2)", "point")]
    [InlineData("ARRAY[1, 2]", "integer[]")]
    [InlineData("interval '1 month 2 days'", "interval")]
    public async Task A_type_that_cannot_be_sent_is_an_error_that_names_the_column_the_type_and_the_cure(string value, string type)
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source());
        var refusal = await _data.RefusalAsync(source, $"SELECT {value} AS place");
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(
            $"The column 'place' can't be sent: its type {type} is not supported. Cast it, as in place::text.",
            refusal.Status.Detail
        );
    }

    [Fact]
    public async Task The_words_of_the_database_reach_the_client()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source());
        var refusal = await _data.RefusalAsync(source, "SELECT * FROM nowhere");
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("relation \"nowhere\" does not exist", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("4", refusal.Trailers.GetValue("x-arrow-status"));
    }

    [Fact]
    public async Task Credentials_of_a_query_replace_those_of_the_source_and_are_in_no_error()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source(password: "wrong one"));
        var refusal = await _data.RefusalAsync(source, "SELECT 1 AS one");
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
        Assert.DoesNotContain("wrong one", refusal.ToString(), StringComparison.Ordinal);
        var ticket = FlightClient.Ticket(
            source,
            "SELECT current_user::text AS who, current_database()::text AS place",
            new JsonObject { ["database"] = "postgres" },
            new JsonObject { ["password"] = "secret of ada" }
        );
        var table = await _data.Flight.ReadAsync(ticket, _data.Key(), DataFixture.Ct);
        Assert.Equal(["ada"], table.Column<string>("who"));
        Assert.Equal(["postgres"], table.Column<string>("place"));
    }

    [Fact]
    public async Task A_cancelled_query_ends_in_the_database()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(DataFixture.Ct);
        using var call = _data.Flight.Start(
            FlightClient.Ticket(source, "SELECT pg_sleep(600) AS marked_for_cancelling"),
            _data.Key(),
            cancellation.Token
        );
        var read = call.ResponseStream.MoveNext(cancellation.Token);
        const string Count =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%marked_for_cancelling%' AND usename = 'ada'";
        await Eventually.HoldsAsync(async () => (long)(await postgres.ScalarAsync(Count))! == 1, "the query to run");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => read);
        await Eventually.HoldsAsync(async () => (long)(await postgres.ScalarAsync(Count))! == 0, "the query to end");
    }

    [Fact]
    public async Task A_result_of_many_rows_comes_whole_and_in_order()
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var source = await _data.CreateAsync(postgres.Source());
        var table = await _data.QueryAsync(source, "SELECT n, 'row ' || n AS label FROM generate_series(1, 100000) AS n");
        Assert.Equal(Enumerable.Range(1, 100_000), table.Column<int?>("n").Select(number => number!.Value));
        Assert.Equal("row 100000", table.Column<string>("label")[^1]);
    }
}
