using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Analysis;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Results as data frames.</summary>
public sealed class DataFrameTests : QueryTest
{
    public static TheoryData<string> Files() => ArrowFileTests.Files();

    [Fact]
    public async Task Case_019_the_pokemon_come_out_in_their_places()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.PokemonSchema, Tables.Pokemon()));
        using var client = Client(server);

        var frame = await (await QueryAsync(client)).ToDataFrameAsync(Stop);

        Assert.Equal([7L, 14L, 21L], Assert.IsType<Int64DataFrameColumn>(frame["number"]));
        Assert.Equal(["squirtle", "kakuna", "spearow"], Assert.IsType<StringDataFrameColumn>(frame["name"]));
    }

    [Fact]
    public async Task Rows_of_several_batches_keep_their_nulls_and_can_be_changed()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            IpcMessages.Of(Tables.SalesSchema, Tables.Sales(), Tables.Sales(), Tables.Sales())
        );
        using var client = Client(server);

        var frame = await (await QueryAsync(client)).ToDataFrameAsync(Stop);

        Assert.Equal([1, 2, 1, 2, 1, 2], frame.Columns.GetInt64Column("id"));
        Assert.Equal([12.5m, null, 12.5m, null, 12.5m, null], frame.Columns.GetDecimalColumn("amount"));
        Assert.Equal(3, frame["sold_at"].NullCount);
        Assert.Equal(new DateTime(2024, 2, 29, 12, 34, 56, 123), frame["sold_at"][4]);
        Assert.Equal("""["hot","new"]""", frame["tags"][0]);
        frame["id"][1] = 20L;
        frame["product"][1] = "coffee";
        Assert.Equal((20L, "coffee"), (frame["id"][1], frame["product"][1]));
    }

    [Fact]
    public async Task Values_are_those_of_the_rows_whatever_the_sizes_of_the_batches_and_wherever_nulls_are()
    {
        // Batches that do not end at a whole byte of bits, one without nulls, and one of nulls only.
        var batches = new[] { (1, 2), (7, 3), (2049, 5), (64, int.MaxValue), (9, 1), (3000, 2) }
            .Select(size => FrameTable.Batch(size.Item1, nullEvery: size.Item2))
            .ToArray();
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(FrameTable.Schema, batches));
        using var client = Client(server);

        var frame = await (await QueryAsync(client)).ToDataFrameAsync(Stop);

        await using var rows = (await QueryAsync(client)).OpenReader();
        var row = 0L;
        for (; await rows.ReadAsync(Stop); row++)
        {
            for (var column = 0; column < rows.FieldCount; column++)
            {
                Assert.Equal(FrameTable.InFrame(rows.GetValue(column)), frame.Columns[column][row]);
            }
        }

        Assert.Equal(batches.Sum(batch => batch.Length), row);
        Assert.Equal(row, frame.Rows.Count);
        Assert.All(
            frame.Columns,
            (column, ordinal) => Assert.Equal(batches.Sum(batch => batch.Column(ordinal).NullCount), column.NullCount)
        );
        Assert.Equal(DateTimeKind.Utc, ((DateTime)frame["at_utc"][8]).Kind);
        Assert.Equal(DateTimeKind.Unspecified, ((DateTime)frame["at_second"][8]).Kind);
    }

    [Fact]
    public async Task A_result_without_rows_is_a_frame_with_columns_of_their_types()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(FrameTable.Schema));
        using var client = Client(server);

        var frame = await (await QueryAsync(client)).ToDataFrameAsync(Stop);

        Assert.Equal(0, frame.Rows.Count);
        Assert.Equal(FrameTable.Schema.FieldsList.Select(field => field.Name), frame.Columns.Select(column => column.Name));
        Assert.IsType<DateTimeDataFrameColumn>(frame["at_utc"]);
    }

    [Fact]
    public async Task A_timestamp_outside_of_the_years_of_DateTime_names_its_column_and_row_but_not_if_it_is_under_a_null()
    {
        var type = new TimestampType(TimeUnit.Second, (string?)null);
        var schema = new Schema.Builder().Field(field => field.Name("at").DataType(type)).Build();
        RecordBatch Batch(byte valid) =>
            new(
                schema,
                [
                    new TimestampArray(
                        new ArrayData(
                            type,
                            2,
                            valid == 3 ? 0 : 1,
                            0,
                            [
                                new ArrowBuffer(new byte[] { valid }),
                                new ArrowBuffer.Builder<long>().Append(1).Append(long.MaxValue / 2).Build(),
                            ]
                        )
                    ),
                ],
                2
            );
        await using var good = await ScriptedFlightServer.StartAsync(IpcMessages.Of(schema, Batch(valid: 1)));
        using var goodClient = Client(good);
        await using var bad = await ScriptedFlightServer.StartAsync(IpcMessages.Of(schema, Batch(valid: 3)));
        using var badClient = Client(bad);

        var frame = await (await QueryAsync(goodClient)).ToDataFrameAsync(Stop);
        var result = await QueryAsync(badClient);
        var error = await Assert.ThrowsAsync<DominoQueryException>(() => result.ToDataFrameAsync(Stop));

        Assert.Equal(new DateTime(1970, 1, 1, 0, 0, 1), frame["at"][0]);
        Assert.Null(frame["at"][1]);
        Assert.Contains("'at'", error.Message, StringComparison.Ordinal);
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_type_that_pyarrow_writes_has_a_column_with_its_nulls(string file)
    {
        var shared = SharedData.Require("arrow");
        var index = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(shared, "index.json"), Stop)).RootElement;
        var entry = index.GetProperty("files").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);
        await using var server = await ScriptedFlightServer.StartAsync(
            IpcMessages.Split(await File.ReadAllBytesAsync(Path.Combine(shared, file), Stop))
        );
        using var client = Client(server);
        var result = await QueryAsync(client);

        if (file == "decimals.arrow")
        {
            var error = await Assert.ThrowsAsync<DominoQueryException>(() => result.ToDataFrameAsync(Stop));
            Assert.Contains("decimal128", error.Message, StringComparison.Ordinal);
            return;
        }

        var frame = await result.ToDataFrameAsync(Stop);

        Assert.Equal(entry.GetProperty("rows").GetInt64(), frame.Rows.Count);
        Assert.All(
            entry.GetProperty("columns").EnumerateArray().ToList(),
            (column, ordinal) =>
            {
                var nulls = column.TryGetProperty("values", out var values)
                    ? values.EnumerateArray().Count(value => value.ValueKind is System.Text.Json.JsonValueKind.Null)
                    : column.GetProperty("nulls").GetInt32();
                Assert.Equal(nulls, frame.Columns[ordinal].NullCount);
            }
        );
        Assert.Equal(file == "duplicate_names.arrow" ? "a (2)" : frame.Columns[^1].Name, frame.Columns[^1].Name);
    }
}
