using System.Text.Json;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Files that pyarrow wrote, sent over Flight, hold the values that pyarrow put into them.</summary>
public sealed class ArrowFileTests : QueryTest
{
    public static TheoryData<string> Files() =>
        SharedData.Folder("arrow") is { } folder
            ? [.. Directory.GetFiles(folder, "*.arrow").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : ["the shared files"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Case_109_a_file_of_pyarrow_reads_with_the_values_of_its_index(string file)
    {
        var folder = SharedData.Require("arrow");
        var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "index.json"), Stop)).RootElement;
        var expected = index.GetProperty("files").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);
        var messages = IpcMessages.Split(await File.ReadAllBytesAsync(Path.Combine(folder, file), Stop));
        await using var server = await ScriptedFlightServer.StartAsync(messages);
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var columns = expected.GetProperty("columns").EnumerateArray().ToList();
        Assert.Equal(
            columns.Select(column => column.GetProperty("name").GetString()),
            result.Schema.FieldsList.Select(field => field.Name)
        );
        Assert.Equal(
            columns.Select(column => column.GetProperty("nullable").GetBoolean()),
            result.Schema.FieldsList.Select(field => field.IsNullable)
        );
        var seen = columns.Select((_, ordinal) => new SeenColumn(result.Schema.GetFieldByIndex(ordinal))).ToList();
        var lengths = new List<int>();
        await foreach (var batch in result.ReadBatchesAsync(Stop))
        {
            using (batch)
            {
                lengths.Add(batch.Length);
                Assert.All(seen, (column, ordinal) => column.Add(batch.Column(ordinal), batch.Length));
            }
        }

        Assert.Equal(expected.GetProperty("batches").EnumerateArray().Select(length => length.GetInt32()), lengths);
        Assert.All(columns, (column, ordinal) => seen[ordinal].Check(column));
    }
}
