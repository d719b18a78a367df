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
