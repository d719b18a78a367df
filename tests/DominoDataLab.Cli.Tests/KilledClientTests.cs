using System.Text.Json;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Cli.Tests;

/// <summary>The tool is killed again and again in the midst of a transfer, until one call completes.</summary>
public sealed class KilledClientTests : IAsyncLifetime
{
    private const int ChunkSize = 64 << 10;
    private const int Chunks = 96;
    private const int SmallFiles = 30;
    private const int Concurrency = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private LocalDomino _server = null!;
    private DominoClient _client = null!;
    private string _dataset = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Source => _folder.Combine("source");

    private string Recording => _folder.Combine("recording");

    public async ValueTask InitializeAsync()
    {
        var random = new Random(20261125);
        foreach (
            var (path, size) in Enumerable
                .Range(0, SmallFiles)
                .Select(number => ($"small {number % 3}/{number}", number * 100))
                .Append(("large.bin", (Chunks * ChunkSize) - 7))
        )
        {
            var content = new byte[size];
            random.NextBytes(content);
            _files[path] = content;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Source, path))!);
            await File.WriteAllBytesAsync(Path.Combine(Source, path), content, Ct);
        }

        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                EnableFaults = true,
                RecordExchangesTo = Recording,
                DataFolder = _folder.Combine("data"),
            },
            Ct
        );
        _client = new DominoClient(new DominoClientOptions { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey });
        _dataset = (await _client.Project("ada/quick-start").Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_killed_upload_leaves_no_file_and_the_next_one_resumes_after_the_confirmed_chunks(int seed)
    {
        // Slow enough that several chunks are on their way at any moment.
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", count: int.MaxValue, status: 0, delay: TimeSpan.FromMilliseconds(3));
        var random = new Random(seed);
        var kills = 0;
        JsonElement? result = null;
        while (result is null)
        {
            var before = Exchanges();
            var confirmed = before.Where(exchange => IsChunk(exchange) || IsFound(exchange)).Select(Chunk).ToHashSet();
            result = await RunAsync(random, IsChunk, "upload", _dataset, Source, "--relative-to", Source, "--if-exists", "overwrite");

            // With the last chunks in flight, the upload may have been finalized before the kill. Then it starts over.
            if (confirmed.Count < Chunks + SmallFiles - Concurrency)
            {
                Assert.Empty(Exchanges().Skip(before.Count).Where(IsChunk).Select(Chunk).Intersect(confirmed));
                if (result is { } done)
                {
                    Assert.InRange(
                        done.GetProperty("bytesResumed").GetInt64(),
                        confirmed.Sum(Bytes),
                        _files.Values.Sum(content => (long)content.Length)
                    );
                }
            }

            if (result is null)
            {
                kills++;
                var arrived = await ReadAsync();
                if (arrived.Count > 0)
                {
                    Assert.InRange(
                        Exchanges().Where(exchange => IsChunk(exchange) || IsFound(exchange)).Select(Chunk).Distinct().Count(),
                        Chunks + SmallFiles - Concurrency,
                        Chunks + SmallFiles
                    );
                    Same(arrived);
                }
            }
        }

        Assert.InRange(kills, 3, int.MaxValue);
        Same(await ReadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_killed_download_leaves_whole_files_only_and_the_next_does_not_fetch_them_again(int seed)
    {
        await _client.Datasets.Files.UploadAsync(_dataset, Source, new() { RelativeTo = Source }, Ct);
        _server.Faults.FailNext("GET /v4/datasetrw/snapshot", count: int.MaxValue, status: 0, delay: TimeSpan.FromMilliseconds(3));
        var random = new Random(seed);
        var copy = _folder.Combine("copy");
        var kills = 0;
        JsonElement? result = null;
        while (result is null)
        {
            var whole = Whole(copy).Keys.ToList();
            var before = Exchanges();
            result = await RunAsync(random, IsContent, "download", _dataset, copy);
            Assert.Empty(Exchanges().Skip(before.Count).Where(IsContent).Select(exchange => exchange.Query["path"]).Intersect(whole));
            foreach (var (path, content) in Whole(copy))
            {
                Assert.True(_files[path].AsSpan().SequenceEqual(content), $"'{path}' is not what it should be.");
            }

            kills += result is null ? 1 : 0;
        }

        Assert.InRange(kills, 3, int.MaxValue);
        Same(Whole(copy));
        Assert.Empty(Directory.GetFiles(copy, "*.part?", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));

        // What a kill can cost is what was on its way, and the look at whether the file is still the same.
        Assert.InRange(
            Exchanges().Count(exchange => IsContent(exchange) && exchange.Query["path"] == "large.bin"),
            Chunks,
            Chunks + (kills * (Concurrency + 1))
        );
    }

    /// <summary>
    /// Runs the tool and kills it after a few exchanges of a kind, or at the first of any. Returns null if it was killed before it ended.
    /// </summary>
    private async Task<JsonElement?> RunAsync(Random random, Func<Exchange, bool> counts, params string[] command)
    {
        var (before, after) = (Exchanges().Count, random.Next(0, 25));
        var variables = new Dictionary<string, string>
        {
            ["DOMINO_API_HOST"] = _server.Address.AbsoluteUri,
            ["DOMINO_USER_API_KEY"] = _server.ApiKey,
            ["XDG_CACHE_HOME"] = _folder.Combine("cache"),
        };
        using var tool = ToolProcess.Start(
            ["dataset", .. command, "--chunk-size", "64KiB", "--concurrency", $"{Concurrency}", "-o", "json"],
            variables
        );
        var end = tool.EndAsync();
        while (!tool.HasEnded && (after == 0 ? Exchanges().Count == before : Exchanges().Skip(before).Count(counts) < after))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 10)), Ct);
        }

        if (!tool.HasEnded)
        {
            tool.Kill();
        }

        var (exitCode, output, error) = await end;
        if (output.Length == 0)
        {
            Assert.True(exitCode == 128 + 9, error);
            return null;
        }

        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The replies so far, without those that the killed tool did not receive.</summary>
    private List<Exchange> Exchanges()
    {
        using var stream = new FileStream(Directory.GetFiles(Recording)[0], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Exchange.Parse)];
    }

    private bool IsChunk(Exchange exchange) =>
        exchange is { Method: "POST", IsSuccess: true } && exchange.Path == $"/v4/datasetrw/datasets/{_dataset}/snapshot/file";

    private bool IsFound(Exchange exchange) =>
        exchange.Status == 200 && exchange.Path == $"/v4/datasetrw/datasets/{_dataset}/snapshot/file/test";

    private static bool IsContent(Exchange exchange) => exchange.IsSuccess && exchange.Path.EndsWith("/file/raw", StringComparison.Ordinal);

    private static (string Identifier, int Number) Chunk(Exchange exchange) =>
        (
            exchange.Query["resumableIdentifier"],
            int.Parse(exchange.Query["resumableChunkNumber"], System.Globalization.CultureInfo.InvariantCulture)
        );

    // The identifier begins with the file's size.
    private static long Bytes((string Identifier, int Number) chunk) =>
        Math.Min(
            ChunkSize,
            long.Parse(chunk.Identifier.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture)
                - ((chunk.Number - 1L) * ChunkSize)
        );

    private async Task<Dictionary<string, byte[]>> ReadAsync()
    {
        // Through the data folder: the server's own requests would be among those that are counted.
        var head = Path.Combine(_server.DataFolder, "datasets", _dataset, "head");
        var arrived = new Dictionary<string, byte[]>();
        foreach (var file in Directory.Exists(head) ? Directory.GetFiles(head, "*", SearchOption.AllDirectories) : [])
        {
            arrived[Path.GetRelativePath(head, file)] = await File.ReadAllBytesAsync(file, Ct);
        }

        return arrived;
    }

    private static Dictionary<string, byte[]> Whole(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Where(file => !Path.GetFileName(file).StartsWith('.'))
                .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);

    private void Same(Dictionary<string, byte[]> actual)
    {
        Assert.Equal(_files.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(_files, file => Assert.True(file.Value.AsSpan().SequenceEqual(actual[file.Key]), $"'{file.Key}' has other bytes."));
    }

    private sealed record Exchange(string Method, string Path, IReadOnlyDictionary<string, string> Query, int Status)
    {
        public bool IsSuccess => Status is >= 200 and < 300;

        public static Exchange Parse(string line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            var query = json.GetProperty("query")
                .GetString()!
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2));
            return new(
                json.GetProperty("method").GetString()!,
                json.GetProperty("path").GetString()!,
                query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
                json.GetProperty("status").GetInt32()
            );
        }
    }
}
