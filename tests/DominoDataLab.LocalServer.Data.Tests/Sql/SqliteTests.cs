using System.Text.Json.Nodes;
using Apache.Arrow;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class SqliteTests(DataFixture fixture)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Values_come_in_the_types_of_their_columns_or_of_the_first_values()
    {
        using var folder = new TestFolder();
        var source = await CreateAsync(
            folder,
            "CREATE TABLE t (i INTEGER, r REAL, s VARCHAR(9), b BLOB, x); INSERT INTO t VALUES (1, 2, 'ü', x'00ff', 7), (NULL, NULL, "
                + "NULL, NULL, 8.5)"
        );
        var table = await _data.QueryAsync(source, "SELECT *, i + 1 AS more, NULL AS none FROM t");
        Assert.Equal([1, null], table.Column<long?>("i"));
        Assert.Equal([2.0, null], table.Column<double?>("r"));
        Assert.Equal(["ü", null], table.Column<string?>("s"));
        Assert.Equal([0, 0xFF], ((BinaryArray)table.Batches[0].Column(3)).GetBytes(0).ToArray());
        Assert.Equal([7.0, 8.5], table.Column<double?>("x"));
        Assert.Equal([2, null], table.Column<long?>("more"));
        Assert.Equal([null, null], table.Column<string?>("none"));
    }

    [Fact]
    public async Task A_value_of_another_type_is_an_error_that_names_its_column_and_row()
    {
        using var folder = new TestFolder();
        var source = await CreateAsync(folder, "CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), ('two')");
        var refusal = await _data.RefusalAsync(source, "SELECT i FROM t");
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(
            "The column 'i' is an integer, but its value in row 2 is text. Cast the column, as in CAST(i AS TEXT).",
            refusal.Status.Detail
        );
    }

    [Fact]
    public async Task Statements_reach_no_other_file_and_write_only_where_the_source_allows_it()
    {
        using var folder = new TestFolder();
        var source = await CreateAsync(folder, "CREATE TABLE t (i INTEGER)");
        foreach (
            var statement in new[]
            {
                $"ATTACH '{_data.Server.DataFolder}/domino.db' AS server",
                $"VACUUM INTO '{folder.File("copy.db")}'",
                "INSERT INTO t VALUES (1)",
                "SELECT 1; SELECT 2",
                "SELECT load_extension('/tmp/x')",
            }
        )
        {
            Assert.Equal(StatusCode.InvalidArgument, (await _data.RefusalAsync(source, statement)).StatusCode);
        }

        Assert.Equal(["shop.db"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
        var writable = await CreateAsync(folder, "SELECT 1", readOnly: false);
        await _data.QueryAsync(writable, "INSERT INTO t VALUES (3)");
        Assert.Equal([3], (await _data.QueryAsync(source, "SELECT i FROM t")).Column<long?>("i"));
        Assert.Equal(
            StatusCode.InvalidArgument,
            (await _data.RefusalAsync(writable, $"ATTACH '{folder.File("new.db")}' AS other")).StatusCode
        );
    }

    [Fact]
    public async Task A_result_of_many_rows_comes_whole_and_in_order()
    {
        using var folder = new TestFolder();
        var source = await CreateAsync(folder, "SELECT 1");
        var table = await _data.QueryAsync(
            source,
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 50000) SELECT n FROM numbers"
        );
        Assert.Equal(Enumerable.Range(1, 50_000).Select(n => (long?)n), table.Column<long?>("n"));
    }

    private Task<string> CreateAsync(TestFolder folder, string sql, bool readOnly = true)
    {
        using (var connection = new SqliteConnection($"Data Source={folder.File("shop.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        return _data.CreateAsync(
            new JsonObject
            {
                ["name"] = DataFixture.NewName(),
                ["engine"] = "sqlite",
                ["path"] = folder.File("shop.db"),
                ["readOnly"] = readOnly,
            }
        );
    }
}
