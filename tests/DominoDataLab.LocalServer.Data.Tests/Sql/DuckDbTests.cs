using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class DuckDbTests(DataFixture fixture)
{
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Case_019_a_table_comes_with_its_values_in_their_places()
    {
        using var folder = new TestFolder().Write("pokemon.csv", "number,name\n7,squirtle\n14,kakuna\n21,spearow\n");
        var source = await _data.CreateAsync(folder);
        var table = await _data.QueryAsync(source, "SELECT * FROM pokemon");
        Assert.Equal(["number", "name"], table.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal([7, 14, 21], table.Column<long?>("number"));
        Assert.Equal(["squirtle", "kakuna", "spearow"], table.Column<string>("name"));
    }

    [Fact]
    public async Task An_ENUM_is_an_error_that_names_the_column_the_type_and_the_cure()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        const string statement = "SELECT 1 AS n, 'happy'::ENUM('sad', 'happy') AS mood";
        var refusal = await _data.RefusalAsync(source, statement);
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("'mood'", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("ENUM", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("mood::VARCHAR", refusal.Status.Detail, StringComparison.Ordinal);
        var cast = await _data.QueryAsync(source, $"SELECT n, mood::VARCHAR AS mood FROM ({statement})");
        Assert.Equal(["happy"], cast.Column<string>("mood"));
    }

    [Fact]
    public async Task Case_109_each_type_comes_with_its_values_over_many_batches_and_at_any_row()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);

        // Not a multiple of 8 rows a batch, so that bits and offsets have to be moved.
        var table = await _data.QueryAsync(
            source,
            """
            SELECT i::TINYINT % 100 AS i8, i AS i64, (i % 2 = 0) AS b, i / 4.0 AS d, (i / 4)::DECIMAL(20, 3) AS p,
              'x' || i AS s, i::VARCHAR::BLOB AS bin,
                [i, NULL, i + 1] AS list, {'a': i, 'b': 'y' || i} AS struct, MAP {'k' || i: i} AS map, [i, i]::BIGINT[2] AS pair,
                DATE '1970-01-01' + (i % 10000)::INTEGER AS day, make_timestamp(i) AS at, TIMESTAMPTZ '1970-01-01 00:00:00+00' AS zoned,
                TIMESTAMP_NS '1970-01-01 00:00:00.000000001' AS ns, TIME '00:00:01' AS t, NULL AS nothing, i::HUGEINT AS h, uuid() AS u,
                CASE WHEN i % 3 = 0 THEN i END AS sometimes
            FROM (SELECT range AS i FROM range(100) UNION ALL SELECT range FROM range(100, 5003)) WHERE i <> 7
            """.Replace("i::TINYINT % 100", "(i % 100)::TINYINT", StringComparison.Ordinal)
        );
        var next = 0L;
        foreach (var batch in table.Batches)
        {
            T Column<T>(string name)
                where T : IArrowArray => Assert.IsType<T>(batch.Column(table.Schema.GetFieldIndex(name)), exactMatch: false);
            for (var row = 0; row < batch.Length; row++, next++)
            {
                next += next == 7 ? 1 : 0;
                Assert.Equal((sbyte)(next % 100), Column<Int8Array>("i8").GetValue(row));
                Assert.Equal(next, Column<Int64Array>("i64").GetValue(row));
                Assert.Equal(next % 2 == 0, Column<BooleanArray>("b").GetValue(row));
                Assert.Equal("x" + next, Column<StringArray>("s").GetString(row));
                Assert.Equal($"{next}", System.Text.Encoding.UTF8.GetString(Column<BinaryArray>("bin").GetBytes(row)));
                var list = (Int64Array)Column<ListArray>("list").GetSlicedValues(row);
                Assert.Equal([next, null, next + 1], list.ToArray());
                var @struct = Column<StructArray>("struct");
                Assert.Equal(next, ((Int64Array)@struct.Fields[0]).GetValue(row));
                Assert.Equal("y" + next, ((StringArray)@struct.Fields[1]).GetString(row));
                var map = Column<MapArray>("map");
                Assert.Equal("k" + next, ((StringArray)map.Keys).GetString(map.ValueOffsets[row]));
                Assert.Equal(next, ((Int64Array)Column<FixedSizeListArray>("pair").GetSlicedValues(row)).GetValue(1));
                Assert.Equal(next % 10000, Column<Date32Array>("day").Values[row]);
                Assert.Equal(next, Column<TimestampArray>("at").Values[row]);
                Assert.Equal(next % 3 == 0 ? next : null, Column<Int64Array>("sometimes").GetValue(row));
                Assert.Equal(next, Column<Decimal128Array>("h").GetValue(row));
            }
        }

        Assert.Equal(5003, next);
        Assert.Equal(TimeUnit.Nanosecond, ((TimestampType)table.Schema.GetFieldByName("ns").DataType).Unit);
    }

    [Fact]
    public async Task Case_112_one_value_above_64_MiB_arrives_whole()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var table = await _data.QueryAsync(source, "SELECT repeat('0123456789', 7000000) AS s");
        Assert.Equal(70_000_000, table.Column<string>("s")[0].Length);
    }

    [Fact]
    public async Task Duplicate_column_names_come_as_they_are()
    {
        using var folder = new TestFolder();
        var table = await _data.QueryAsync(await _data.CreateAsync(folder), "SELECT 1 AS a, 'x' AS a");
        Assert.Equal(["a", "a"], table.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal("x", ((StringArray)table.Batches[0].Column(1)).GetString(0));
    }

    [Fact]
    public async Task An_error_in_mid_stream_comes_after_the_rows_before_it()
    {
        using var folder = new TestFolder();
        var refusal = await _data.RefusalAsync(
            await _data.CreateAsync(folder),
            "SELECT CASE WHEN range = 400000 THEN error('stop here') ELSE range END AS n FROM range(500000)"
        );
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("stop here", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statements_reach_the_declared_folder_and_nothing_else()
    {
        using var folder = new TestFolder().Write("inside.csv", "n\n1\n");
        using var outside = new TestFolder().Write("outside.csv", "n\n2\n");
        var source = await _data.CreateAsync(folder);
        Assert.Equal([1], (await _data.QueryAsync(source, $"SELECT n FROM read_csv('{folder.File("inside.csv")}')")).Column<long?>("n"));
        var secret = Path.Combine(_data.Server.DataFolder, "api-key");
        foreach (
            var statement in new[]
            {
                $"SELECT * FROM read_text('{secret}')",
                $"SELECT * FROM read_csv('{outside.File("outside.csv")}')",
                $"SELECT * FROM '{outside.File("outside.csv")}'",
                $"SELECT * FROM read_csv('{folder.Path}/../{Path.GetFileName(outside.Path)}/outside.csv')",
                $"SELECT * FROM glob('{outside.Path}/*')",
                $"SELECT * FROM sniff_csv('{outside.File("outside.csv")}')",
                $"ATTACH '{_data.Server.DataFolder}/domino.db' AS server (TYPE sqlite)",
                $"COPY (SELECT 1) TO '{folder.File("written.csv")}'",
                $"COPY (SELECT 1) TO '{outside.File("written.csv")}'",
                $"EXPORT DATABASE '{folder.Path}'",
                "SET enable_external_access = true",
                "RESET enable_external_access",
                "PRAGMA enable_external_access = true",
                "SET allowed_directories = ['/']",
                "INSTALL httpfs",
                "LOAD httpfs",
                "CREATE TABLE t AS SELECT 1",
                "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
                $"SELECT 1; SELECT * FROM read_text('{secret}')",
            }
        )
        {
            var refusal = await _data.RefusalAsync(source, statement);
            Assert.True(refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.PermissionDenied, $"{statement}: {refusal.Status}");
        }

        Assert.Equal(["inside.csv"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
        Assert.Equal(["outside.csv"], Directory.EnumerateFiles(outside.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_that_is_added_later_is_a_table_of_the_next_query()
    {
        using var folder = new TestFolder().Write("first.csv", "n\n1\n");
        var source = await _data.CreateAsync(folder);
        Assert.Equal(StatusCode.InvalidArgument, (await _data.RefusalAsync(source, "SELECT * FROM second")).StatusCode);
        folder.Write("second.csv", "n\n2\n");
        Assert.Equal([2], (await _data.QueryAsync(source, "SELECT n FROM second")).Column<long?>("n"));
    }

    [Fact]
    public async Task A_database_is_written_only_where_the_source_allows_it()
    {
        using var folder = new TestFolder();
        using (var connection = new DuckDB.NET.Data.DuckDBConnection($"Data Source={folder.File("shop.duckdb")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE stock AS SELECT 1 AS n";
            command.ExecuteNonQuery();
        }

        JsonObject Source(bool readOnly) =>
            new()
            {
                ["name"] = DataFixture.NewName(),
                ["engine"] = "duckdb",
                ["path"] = folder.File("shop.duckdb"),
                ["readOnly"] = readOnly,
            };
        var writable = Source(readOnly: false);
        var source = await _data.CreateAsync(writable);
        await _data.QueryAsync(source, "INSERT INTO stock VALUES (2)");
        Assert.Equal([1, 2], (await _data.QueryAsync(source, "SELECT n FROM stock ORDER BY n")).Column<int?>("n"));
        Assert.NotEqual(StatusCode.OK, (await _data.RefusalAsync(source, $"COPY stock TO '{folder.File("copy.csv")}'")).StatusCode);
        await _data.SendAsync(HttpMethod.Delete, "/local/datasources/" + (string)writable["name"]!);
        var readOnly = await _data.CreateAsync(Source(readOnly: true));
        Assert.Contains("read-only", (await _data.RefusalAsync(readOnly, "DELETE FROM stock")).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demonstration_source_has_ten_million_rows_that_follow_from_its_seed()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(new LocalDataSourcesOptions { EnableDemonstrationSource = true }),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        var count = await data.QueryAsync("demo", "SELECT count(*) AS n FROM trips", "collaborator");
        Assert.Equal([10_000_000], count.Column<long?>("n"));
        var table = await data.QueryAsync("demo", "SELECT * FROM trips WHERE id = 4711");
        var random = ((4711L * 48271) + (42 * 7919)) % 2147483647;
        Assert.Equal(
            new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(4711 * 3),
            ((TimestampArray)table.Batches[0].Column(1)).GetTimestamp(0)
        );
        Assert.Equal(1.5 + (random % 10007 / 400.0), table.Column<double?>("distance_km")[0]!.Value, tolerance: 0.0051);
        string[] districts = ["Altona", "Barmbek", "Eimsbüttel", "Harburg", "Wandsbek"];
        Assert.Equal(districts[random % 5], table.Column<string>("district")[0]);
    }
}
