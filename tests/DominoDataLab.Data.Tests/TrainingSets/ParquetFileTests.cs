using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Tests.Queries;
using DominoDataLab.Data.Tests.Server;
using DominoDataLab.Data.TrainingSets;
using ParquetSharp;

namespace DominoDataLab.Data.Tests.TrainingSets;

/// <summary>Files that the Python package wrote are read, and what is written here has their form.</summary>
public sealed class ParquetFileTests : DataTest
{
    private static readonly HashSet<string> Nothing = [];

    public static TheoryData<string> Files() =>
        SharedData.Folder("trainingset-parquet") is { } folder
            ? [.. Directory.GetFiles(folder, "*.parquet").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : ["the shared files"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Case_142_a_file_of_the_Python_package_reads_with_the_values_of_its_index(string file)
    {
        var (path, expected) = Expected(file);
        await CheckAsync(path, expected);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Case_142_what_is_written_has_the_same_columns_types_values_and_pandas_metadata(string file)
    {
        var (path, expected) = Expected(file);
        var (schema, batches) = await ReadWithIndexAsync(path);
        var frame = new TrainingFrame(schema, batches);
        var sent = expected.GetProperty("allColumns_sent").EnumerateArray().Select(name => name.ToString());
        Assert.Equal(sent, frame.ColumnNames);
        var written = Path.Combine(Folder, "data.parquet");
        await ParquetFrames.WriteAsync(written, frame, Stop);
        await CheckAsync(written, expected);
        CheckForm(path, written);
    }

    [Fact]
    public async Task Case_142_a_frame_made_here_has_the_form_of_the_same_frame_of_pandas()
    {
        var frame = TrainingFrame.FromColumns(
            TrainingColumn.Create("ts", new DateTime?[] { At(1704103200123456), At(1704153600000000), null }),
            TrainingColumn.Create("user_id", Enumerable.Range(1, 3).Select(id => (long)id)),
            TrainingColumn.Create("amount", new double?[] { 1.5, null, 3 }),
            TrainingColumn.Create("kind", ["a", "b", null]),
            TrainingColumn.Create("is_fraud", Enumerable.Range(0, 3).Select(row => row != 1))
        );
        var written = Path.Combine(Folder, "data.parquet");
        await ParquetFrames.WriteAsync(written, frame, Stop);
        var (path, expected) = Expected("plain.parquet");
        await CheckAsync(written, expected);
        CheckForm(path, written);
    }

    [Fact]
    public async Task The_metadata_of_every_type_is_that_of_pandas()
    {
        foreach (
            var file in new[]
            {
                "plain",
                "times",
                "objects",
                "nullable",
                "small_types",
                "categories",
                "all_null",
                "empty",
                "no_columns",
                "many_rows",
            }
        )
        {
            var (path, _) = Expected(file + ".parquet");
            var (schema, batches) = await ReadWithIndexAsync(path);
            var expected = JsonNode.Parse(schema.Metadata["pandas"])!;
            var described = JsonNode.Parse(PandasMetadata.Describe(new Schema(schema.FieldsList, null), batches))!;
            Assert.Equal(expected["index_columns"]!.ToJsonString(), described["index_columns"]!.ToJsonString());
            Assert.Equal(expected["column_indexes"]!.ToJsonString(), described["column_indexes"]!.ToJsonString());
            foreach (var (column, own) in expected["columns"]!.AsArray().Zip(described["columns"]!.AsArray()))
            {
                // pandas has these types only; they leave no trace in the Arrow types.
                var isOwn =
                    file is "categories" && $"{column!["name"]}" == "o"
                    || file is "nullable" && $"{column!["name"]}" is "f" or "s"
                    || file is "times" && $"{column!["name"]}" == "s";
                if (!isOwn)
                {
                    Assert.Equal(column!.ToJsonString(), own!.ToJsonString());
                }
            }
        }
    }

    [Fact]
    public async Task A_frame_of_every_column_type_comes_back()
    {
        var frame = TrainingFrame.FromColumns(
            TrainingColumn.Create("bool", new bool?[] { true, null }),
            TrainingColumn.Create("int", new int?[] { 1, null }),
            TrainingColumn.Create("long", new long?[] { long.MaxValue, null }),
            TrainingColumn.Create("short", new short?[] { 1, null }),
            TrainingColumn.Create("byte", new byte?[] { 255, null }),
            TrainingColumn.Create("float", new float?[] { 0.5f, null }),
            TrainingColumn.Create("date", new DateOnly?[] { new(2024, 2, 29), null }),
            TrainingColumn.Create("utc", new DateTimeOffset?[] { new(2024, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), null }),
            TrainingColumn.Create("text", ["größe", null])
        );
        var path = Path.Combine(Folder, "data.parquet");
        await ParquetFrames.WriteAsync(path, frame, Stop);
        using var batch = Assert.Single(await ParquetFrames.ReadAsync(path, Nothing, Stop).ToListAsync(Stop));
        Assert.All(batch.Arrays, array => Assert.Equal((true, 1), (array.IsNull(1), array.NullCount)));
        Assert.Equal(long.MaxValue, ((Int64Array)batch.Column("long")).GetValue(0));
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), ((TimestampArray)batch.Column("utc")).GetTimestamp(0));
        Assert.Equal("UTC", ((TimestampType)batch.Column("utc").Data.DataType).Timezone);
        Assert.Equal("größe", ((LargeStringArray)batch.Column("text")).GetString(0));
    }

    [Fact]
    public async Task A_stream_of_batches_becomes_one_file_and_each_batch_is_disposed_of()
    {
        var schema = TrainingFrame.FromColumns(TrainingColumn.Create("a", new long[] { 1 })).Schema;
        async IAsyncEnumerable<RecordBatch> ManyAsync()
        {
            for (var i = 0; i < 100; i++)
            {
                await foreach (
                    var batch in TrainingFrame.FromColumns(TrainingColumn.Create("a", Enumerable.Repeat((long)i, 1000))).ReadAsync()
                )
                {
                    yield return batch;
                }
            }
        }

        var path = Path.Combine(Folder, "data.parquet");
        await ParquetFrames.WriteAsync(path, new TrainingFrame(schema, ManyAsync()), Stop);
        var sums = ParquetFrames.ReadAsync(path, Nothing, Stop).Select(batch => ((Int64Array)batch.Column(0)).Sum(value => value!.Value));
        Assert.Equal(100_000L * 99 / 2, await sums.SumAsync(Stop));
        using var reader = new ParquetFileReader(path);
        Assert.Equal(1, reader.FileMetaData.NumRowGroups);
        Assert.Contains("\"index_columns\":[]", reader.FileMetaData.KeyValueMetadata["pandas"], StringComparison.Ordinal);
    }

    private static DateTime At(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static (string Path, JsonElement Expected) Expected(string file)
    {
        var folder = SharedData.Require("trainingset-parquet");
        var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json"))).RootElement;
        return (
            Path.Combine(folder, file),
            index.GetProperty("files").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file)
        );
    }

    private static async Task<(Schema Schema, List<RecordBatch> Batches)> ReadWithIndexAsync(string path)
    {
        using var reader = new ParquetSharp.Arrow.FileReader(path);
        if (reader.ParquetReader.FileMetaData.NumColumns == 0)
        {
            var metadata = reader.ParquetReader.FileMetaData.KeyValueMetadata.Where(pair => pair.Key == "pandas");
            return (new Schema([], metadata), []);
        }

        using var stream = reader.GetRecordBatchReader();
        var batches = new List<RecordBatch>();
        while (await stream.ReadNextRecordBatchAsync(Stop) is { } batch)
        {
            batches.Add(batch);
        }

        return (stream.Schema, batches);
    }

    private static async Task CheckAsync(string path, JsonElement expected)
    {
        var columns = expected
            .GetProperty("columns")
            .EnumerateArray()
            .Where(column => !column.GetProperty("name").GetString()!.StartsWith("__index_level_", StringComparison.Ordinal))
            .ToList();
        Dictionary<string, SeenColumn>? seen = null;
        var rows = 0;
        await foreach (var batch in ParquetFrames.ReadAsync(path, Nothing, Stop))
        {
            using (batch)
            {
                Assert.Equal(
                    columns.Select(column => column.GetProperty("name").GetString()),
                    batch.Schema.FieldsList.Select(field => field.Name)
                );
                seen ??= batch.Schema.FieldsList.ToDictionary(field => field.Name, field => new SeenColumn(field));
                rows += batch.Length;
                for (var i = 0; i < batch.ColumnCount; i++)
                {
                    seen[batch.Schema.FieldsList[i].Name].Add(batch.Column(i), batch.Length);
                }
            }
        }

        Assert.Equal(expected.GetProperty("rows").GetInt32(), rows);
        if (rows > 0)
        {
            Assert.All(columns, column => seen![column.GetProperty("name").GetString()!].Check(column));
        }
    }

    private static void CheckForm(string expected, string actual)
    {
        using var one = new ParquetFileReader(expected);
        using var other = new ParquetFileReader(actual);
        Assert.Equal(Columns(one), Columns(other));
        var (pandas, own) = (
            JsonNode.Parse(one.FileMetaData.KeyValueMetadata["pandas"])!,
            JsonNode.Parse(other.FileMetaData.KeyValueMetadata["pandas"])!
        );
        foreach (var member in new[] { "index_columns", "column_indexes", "columns", "attributes" })
        {
            Assert.Equal(pandas[member]!.ToJsonString(), own[member]!.ToJsonString());
        }

        if (one.FileMetaData.NumColumns > 0)
        {
            using var schema = new ParquetSharp.Arrow.FileReader(expected);
            using var ownSchema = new ParquetSharp.Arrow.FileReader(actual);
            Assert.Equal(Types(schema.Schema), Types(ownSchema.Schema));
        }

        Assert.Contains("ARROW:schema", other.FileMetaData.KeyValueMetadata.Keys);
        Assert.Equal(one.FileMetaData.Version, other.FileMetaData.Version);
    }

    private static IEnumerable<string> Columns(ParquetFileReader reader) =>
        Enumerable
            .Range(0, reader.FileMetaData.NumColumns)
            .Select(reader.FileMetaData.Schema.Column)
            .Select(column => $"{column.Path.ToDotString()}: {column.PhysicalType} {column.LogicalType.Type} {column.MaxDefinitionLevel}");

    private static IEnumerable<string> Types(Schema schema) =>
        schema.FieldsList.Select(field =>
            $"{field.Name}: {field.DataType.Name} {(field.DataType as TimestampType)?.Unit} {(field.DataType as TimestampType)?.Timezone} {field.IsNullable}"
        );
}
