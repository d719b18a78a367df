using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Rows as objects of the caller's own types.</summary>
public sealed class RowTests : QueryTest
{
    private sealed record Sale(long Id, string Product, decimal? Amount, DateTime? SoldAt);

    [Fact]
    public async Task Rows_become_records_by_a_function_of_the_caller()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales(), Tables.Sales()));
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var sales = await ToListAsync(
            result.ReadAsync(
                row => new Sale(
                    row.Get<long>("id"),
                    row.Get<string>("product"),
                    row.Get<decimal?>("amount"),
                    row.Get<DateTime?>("sold_at")
                ),
                Stop
            )
        );

        var expected = new[]
        {
            new Sale(1, "tea, green", 12.50m, new DateTime(2024, 2, 29, 12, 34, 56, 123)),
            new Sale(2, "say \"hi\"", null, null),
        };
        Assert.Equal([.. expected, .. expected], sales);
    }

    [Fact]
    public async Task Null_in_a_type_that_has_none_is_an_error_that_names_the_column()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales()));
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() =>
            ToListAsync(result.ReadAsync(row => row.Get<decimal>("amount"), Stop))
        );

        Assert.Contains("'amount'", error.Message, StringComparison.Ordinal);
        Assert.Contains("null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Null_can_be_read_as_the_default_and_be_asked_for()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales()));
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var rows = await ToListAsync(
            result.ReadAsync(
                row =>
                    (
                        row.IsNull("amount"),
                        row.GetOrDefault<decimal>("amount"),
                        row.GetOrDefault<decimal?>("amount"),
                        row.GetOrDefault<string>("amount")
                    ),
                Stop
            )
        );

        Assert.Equal([(false, 12.50m, 12.50m, "12.50"), (true, 0m, null, null)], rows);
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_an_error_with_those_that_are()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales()));
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => ToListAsync(result.ReadAsync(row => row.Get<int>("amuont"), Stop)));

        Assert.Contains("id, product, amount", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_convert_if_nothing_is_lost()
    {
        var schema = new Schema.Builder()
            .Field(field => field.Name("small").DataType(Int32Type.Default))
            .Field(field => field.Name("big").DataType(Int64Type.Default))
            .Field(field => field.Name("real").DataType(DoubleType.Default))
            .Field(field => field.Name("money").DataType(new Decimal128Type(38, 2)))
            .Build();
        var money = new Decimal128Array.Builder(new Decimal128Type(38, 2)).Append("123456789012345678901234567890123456.78").Build();
        var batch = new RecordBatch(
            schema,
            [
                new Int32Array.Builder().Append(7).Build(),
                new Int64Array.Builder().Append((1L << 53) + 1).Build(),
                new DoubleArray.Builder().Append(1.5).Build(),
                money,
            ],
            1
        );
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(schema, batch));
        using var client = Client(server);

        async Task<T> ReadAsync<T>(string column) =>
            Assert.Single(await ToListAsync((await QueryAsync(client)).ReadAsync(row => row.Get<T>(column), Stop)));

        Assert.Equal(7L, await ReadAsync<long>("small"));
        Assert.Equal(7, await ReadAsync<double?>("small"));
        Assert.Equal(7m, await ReadAsync<decimal>("small"));
        Assert.Equal("7", await ReadAsync<string>("small"));
        Assert.Equal(1.5m, await ReadAsync<decimal>("real"));
        Assert.Equal("123456789012345678901234567890123456.78", await ReadAsync<string>("money"));
        await Assert.ThrowsAsync<DominoQueryException>(() => ReadAsync<int>("big"));
        await Assert.ThrowsAsync<DominoQueryException>(() => ReadAsync<double>("big"));
        await Assert.ThrowsAsync<DominoQueryException>(() => ReadAsync<int>("real"));
        await Assert.ThrowsAsync<DominoQueryException>(() => ReadAsync<DateTime>("real"));
        var error = await Assert.ThrowsAsync<DominoQueryException>(() => ReadAsync<decimal>("money"));
        Assert.Contains("decimal128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nanoseconds_are_kept_in_the_integer_and_in_the_text_and_rounded_down_in_the_time()
    {
        var type = new TimestampType(TimeUnit.Nanosecond, (string?)null);
        var schema = new Schema.Builder().Field(field => field.Name("at").DataType(type)).Build();
        var values = new ArrowBuffer.Builder<long>().Append(1_709_210_096_123_456_789).Append(-1).Build();
        var batch = new RecordBatch(schema, [new TimestampArray(type, values, ArrowBuffer.Empty, 2, 0, 0)], 2);
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(schema, batch));
        using var client = Client(server);

        var rows = await ToListAsync(
            (await QueryAsync(client)).ReadAsync(row => (row.Get<long>("at"), row.Get<string>("at"), row.Get<DateTime>("at")), Stop)
        );

        Assert.Equal(
            [
                (1_709_210_096_123_456_789, "2024-02-29T12:34:56.123456789", new DateTime(2024, 2, 29, 12, 34, 56).AddTicks(1_234_567)),
                (-1L, "1969-12-31T23:59:59.999999999", DateTime.UnixEpoch.AddTicks(-1)),
            ],
            rows
        );
    }
}
