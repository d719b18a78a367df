using System.Data;
using System.Data.Common;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Results for code that is written for ADO.NET.</summary>
public sealed class DataReaderTests : QueryTest
{
    [Fact]
    public async Task A_reader_gives_names_types_and_values_and_closes_the_result()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales()));
        using var client = Client(server);
        await using var reader = (await QueryAsync(client)).OpenReader();

        Assert.True(reader.HasRows);
        Assert.Equal(["id", "product", "amount", "sold_at", "tags"], Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        Assert.Equal(
            [typeof(long), typeof(string), typeof(decimal), typeof(DateTime), typeof(object[])],
            Enumerable.Range(0, 5).Select(reader.GetFieldType)
        );
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
        Assert.True(await reader.ReadAsync(Stop));
        Assert.Equal(1, reader.GetInt32(0));
        Assert.Equal("tea, green", reader["product"]);
        Assert.Equal(12.5m, reader.GetDecimal(2));
        Assert.Equal(new DateTime(2024, 2, 29, 12, 34, 56, 123), reader.GetFieldValue<DateTime>(3));
        Assert.Equal(new object[] { "hot", "new" }, reader.GetValue(4));
        Assert.True(await reader.ReadAsync(Stop));
        Assert.True(reader.IsDBNull(2));
        Assert.Equal(DBNull.Value, reader.GetValue(2));
        Assert.Throws<DominoQueryException>(() => reader.GetDecimal(2));
        Assert.False(await reader.ReadAsync(Stop));
        Assert.False(reader.NextResult());
        await reader.CloseAsync();
        Assert.True(reader.IsClosed);
    }

    [Fact]
    public async Task A_data_table_loads_from_a_reader()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.NumbersSchema, Tables.SmallBatches()));
        using var client = Client(server);
        await using var reader = (await QueryAsync(client)).OpenReader();
        using var table = new DataTable();

        table.Load(reader);

        Assert.Equal(25, table.Rows.Count);
        Assert.Equal([24L, "row 24"], table.Rows[24].ItemArray);
        Assert.Equal(typeof(long), table.Columns["n"]!.DataType);
    }

    [Fact]
    public async Task An_empty_result_has_a_schema_and_no_rows()
    {
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema));
        using var client = Client(server);
        await using var reader = (await QueryAsync(client)).OpenReader();

        Assert.False(reader.HasRows);
        Assert.False(await reader.ReadAsync(Stop));
        Assert.Equal(
            ["id", "product", "amount", "sold_at", "tags"],
            (await reader.GetColumnSchemaAsync(Stop)).Select(column => column.ColumnName)
        );
    }
}
