using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;
using Grpc.Core;
using ParquetSharp;
using TimeUnit = Apache.Arrow.Types.TimeUnit;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Results as files.</summary>
public sealed class FileTests : QueryTest
{
    public static TheoryData<string> Files() => ArrowFileTests.Files();

    [Fact]
    public async Task Case_020_a_parquet_file_has_the_rows_and_the_settings_of_the_python_library()
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.PokemonSchema, Tables.Pokemon()));
        using var client = Client(server);

        await (await QueryAsync(client)).WriteParquetAsync(folder["out.parquet"], Stop);

        Assert.Equal([folder["out.parquet"]], Directory.GetFiles(folder.Path));
        using var file = new ParquetFileReader(folder["out.parquet"]);
        Assert.Equal((3, 1), (file.FileMetaData.NumRows, file.FileMetaData.NumRowGroups));
        Assert.Equal(ParquetVersion.PARQUET_2_6, file.FileMetaData.Version);
        Assert.Contains("ARROW:schema", file.FileMetaData.KeyValueMetadata.Keys);
        using var group = file.RowGroup(0);
        for (var i = 0; i < 2; i++)
        {
            using var chunk = group.MetaData.GetColumnChunkMetaData(i);
            Assert.Equal(Compression.Snappy, chunk.Compression);
            Assert.Contains(Encoding.RleDictionary, chunk.Encodings);
        }

        using var numbers = group.Column(0).LogicalReader<long?>();
        using var names = group.Column(1).LogicalReader<string>();
        Assert.Equal([7, 14, 21], numbers.ReadAll(3));
        Assert.Equal(["squirtle", "kakuna", "spearow"], names.ReadAll(3));
    }

    [Theory]
    [InlineData(TimeUnit.Second, null)]
    [InlineData(TimeUnit.Millisecond, "Europe/Paris")]
    [InlineData(TimeUnit.Microsecond, "UTC")]
    [InlineData(TimeUnit.Nanosecond, null)]
    public async Task Case_023_timestamps_of_every_unit_become_microseconds(TimeUnit unit, string? zone)
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(Timestamps(unit, zone, 1_000_000));
        using var client = Client(server);

        await (await QueryAsync(client)).WriteParquetAsync(folder["out.parquet"], Stop);

        using var file = new ParquetFileReader(folder["out.parquet"]);
        var column = file.FileMetaData.Schema.Column(0);
        var type = Assert.IsType<TimestampLogicalType>(column.LogicalType);
        Assert.Equal(
            (PhysicalType.Int64, ParquetSharp.TimeUnit.Micros, zone is not null),
            (column.PhysicalType, type.TimeUnit, type.IsAdjustedToUtc)
        );
    }

    [Fact]
    public async Task Case_023_a_timestamp_that_is_not_a_whole_microsecond_fails_and_leaves_what_was_there()
    {
        using var folder = new TestFolder();
        var path = folder.Write("out.parquet", "old");
        await using var server = await ScriptedFlightServer.StartAsync(Timestamps(TimeUnit.Nanosecond, null, 1_001));
        using var client = Client(server);
        var result = await QueryAsync(client);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => result.WriteParquetAsync(path, Stop));

        Assert.Contains("lose data", error.Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal("old", await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task A_csv_file_tells_null_from_empty_and_quotes_what_needs_it()
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(Tables.SalesSchema, Tables.Sales()));
        using var client = Client(server);

        await (await QueryAsync(client)).WriteCsvAsync(folder["out.csv"], Stop);

        Assert.Equal(
            "id,product,amount,sold_at,tags\n"
                + "1,\"tea, green\",12.50,2024-02-29T12:34:56.123000,\"[\"\"hot\"\",\"\"new\"\"]\"\n"
                + "2,\"say \"\"hi\"\"\",,,[]\n",
            await File.ReadAllTextAsync(folder["out.csv"], Stop)
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_arrow_file_has_the_values_of_the_result(string file)
    {
        var shared = SharedData.Require("arrow");
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(
            IpcMessages.Split(await File.ReadAllBytesAsync(Path.Combine(shared, file), Stop))
        );
        using var client = Client(server);

        await (await QueryAsync(client)).WriteArrowAsync(folder["out.arrow"], Stop);

        var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(shared, "index.json"), Stop)).RootElement;
        var columns = index
            .GetProperty("files")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("file").GetString() == file)
            .GetProperty("columns");
        using var reader = new ArrowFileReader(File.OpenRead(folder["out.arrow"]));
        var schema = await reader.GetSchema(Stop);
        var seen = schema.FieldsList.Select(field => new SeenColumn(field)).ToList();
        while (await reader.ReadNextRecordBatchAsync(Stop) is { } batch)
        {
            Assert.All(seen, (column, ordinal) => column.Add(batch.Column(ordinal), batch.Length));
        }

        Assert.All(columns.EnumerateArray().ToList(), (column, ordinal) => seen[ordinal].Check(column));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_parquet_file_has_every_row_or_the_error_names_what_cannot_be_written(string file)
    {
        var shared = SharedData.Require("arrow");
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(
            IpcMessages.Split(await File.ReadAllBytesAsync(Path.Combine(shared, file), Stop))
        );
        using var client = Client(server);
        var result = await QueryAsync(client);

        // 23 and the section on results: no nanoseconds, no negative scale, no run-end encoding.
        if (file is "temporal_ns.arrow" or "decimals.arrow" or "run_end.arrow")
        {
            var error = await Assert.ThrowsAsync<DominoQueryException>(() => result.WriteParquetAsync(folder["out.parquet"], Stop));
            Assert.Matches("timestamp|[Dd]ecimal|[Rr]un|scale", error.Message);
            Assert.Empty(Directory.GetFiles(folder.Path));
            return;
        }

        await result.WriteParquetAsync(folder["out.parquet"], Stop);

        var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(shared, "index.json"), Stop)).RootElement;
        var entry = index.GetProperty("files").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);
        using var reader = new ParquetFileReader(folder["out.parquet"]);
        Assert.Equal(entry.GetProperty("rows").GetInt64(), reader.FileMetaData.NumRows);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public async Task A_query_that_fails_half_way_leaves_no_file(string format)
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(IpcMessages.Of(Tables.NumbersSchema, Tables.Numbers(0, 4)));
                await call.EndAsync(StatusCode.Internal, "disk on fire");
            }
        );
        using var client = Client(server);
        var result = await QueryAsync(client);
        var path = folder["out"];

        var error = await Assert.ThrowsAsync<DominoQueryException>(() =>
            format switch
            {
                "csv" => result.WriteCsvAsync(path, Stop),
                "parquet" => result.WriteParquetAsync(path, Stop),
                _ => result.WriteArrowAsync(path, Stop),
            }
        );

        Assert.Contains("disk on fire", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_an_error_and_ends_the_query()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                call.Aborted.Register(aborted.SetResult);
                await call.SendAsync(IpcMessages.Of(Tables.NumbersSchema));
                await Task.Delay(Timeout.Infinite, call.Aborted);
            }
        );
        using var client = Client(server);
        var result = await QueryAsync(client);

        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => result.WriteCsvAsync("/no/such/folder/out.csv", Stop));

        await aborted.Task.WaitAsync(Limit, Stop);
    }

    private static List<IpcMessage> Timestamps(TimeUnit unit, string? zone, long value)
    {
        var type = new TimestampType(unit, zone);
        var schema = new Schema.Builder().Field(field => field.Name("at").DataType(type)).Build();
        var values = new ArrowBuffer.Builder<long>().Append(0).Append(value).Build();
        return IpcMessages.Of(schema, new RecordBatch(schema, [new TimestampArray(type, values, ArrowBuffer.Empty, 2, 0, 0)], 2));
    }
}
