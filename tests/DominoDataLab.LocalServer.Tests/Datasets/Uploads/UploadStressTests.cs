using System.Text;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

public sealed class UploadStressTests(LocalServerFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Chunks_of_many_files_in_parallel_in_any_order_twice_and_broken_make_exactly_these_files(int seed)
    {
        var random = new Random(seed);
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        var contents = Enumerable
            .Range(0, 60)
            .ToDictionary(
                number => $"{number % 4}/{(number % 3 == 0 ? "deep/er/" : "")}f{number % 20}-{number}",
                _ =>
                {
                    var content = new byte[random.Next(0, 9000)];
                    random.NextBytes(content);
                    return content;
                }
            );
        var chunks = contents.SelectMany(file => TestChunk.Cut(file.Key, file.Value)).ToList();

        // Each chunk once for certain, and at any time also again, cut short, or with another content under its checksum.
        var sends = chunks
            .Select(chunk => (Chunk: chunk, Fault: 0))
            .Concat(chunks.SelectMany(chunk => Enumerable.Range(0, random.Next(3)).Select(_ => (chunk, random.Next(4)))))
            .ToArray();
        random.Shuffle(sends);
        var key = await uploads.StartAsync(null, $"stress-{seed}");
        await Parallel.ForEachAsync(
            sends,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct },
            async (send, _) =>
            {
                var (chunk, fault) = send;
                var expected = 200;
                HttpContent? body = null;
                if (fault == 1 && chunk.Content.Length > 0)
                {
                    (expected, body) = (400, (chunk with { Content = [.. chunk.Content.Reverse().Select(value => (byte)~value)] }).Form());
                }
                else if (fault == 2)
                {
                    (expected, body) = (400, TestChunk.Form(chunk.Path, chunk.Path.Split('/')[^1], chunk.Content, tail: ""));
                }

                var (status, text) = await uploads.SendAsync(key, chunk, body);
                Assert.True(expected == status, $"{status}: {text}");
            }
        );
        Assert.All(await Task.WhenAll(chunks.Select(chunk => uploads.TestAsync(key, chunk))), status => Assert.Equal(200, status));
        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => uploads.EndAsync(key)));
        Assert.All(ends, end => Assert.Equal(200, end.Status));
        var root = Path.Combine(uploads.Head, $"stress-{seed}");
        Assert.Equal(
            contents.Keys.Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file))
                .Order(StringComparer.Ordinal)
        );
        foreach (var (path, content) in contents)
        {
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(root, path), Ct));
        }
    }

    [Fact]
    public async Task Uploads_of_the_same_name_at_the_same_time_lose_no_file_when_they_are_renamed()
    {
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    var key = await uploads.StartAsync("Rename", "same");
                    await uploads.SendAsync(key, "x.txt", Encoding.UTF8.GetBytes($"{number}"));
                    Assert.Equal(200, (await uploads.EndAsync(key)).Status);
                })
        );
        var files = uploads.Files().Where(file => file.Key.StartsWith("same/", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["same/x.txt", .. Enumerable.Range(1, 19).Select(number => $"same/x_{number}.txt").Order(StringComparer.Ordinal)],
            files.Select(file => file.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}").Order(), files.Select(file => file.Value).Order());
    }

    [Fact]
    public async Task Chunks_that_come_while_the_upload_is_cancelled_leave_nothing()
    {
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        for (var round = 0; round < 10; round++)
        {
            var key = await uploads.StartAsync();
            var sends = Enumerable
                .Range(0, 20)
                .Select(number => uploads.SendAsync(key, TestChunk.Cut($"{number % 5}/f{number}", new byte[1000])[0]))
                .ToList();
            Assert.Equal(200, (await uploads.CancelAsync(key)).Status);
            Assert.All(await Task.WhenAll(sends), sent => Assert.Contains(sent.Status, (int[])[200, 409]));
            Assert.Equal(409, (await uploads.SendAsync(key, TestChunk.Cut("late", [1])[0])).Status);
        }
    }

    [Fact]
    public async Task A_piece_larger_than_any_other_body_passes_through()
    {
        using var uploads = await UploadClient.ConnectAsync(fixture.Server);
        var content = new byte[40_000_000];
        new Random(4).NextBytes(content);
        var key = await uploads.StartAsync(null, "large");
        foreach (var chunk in TestChunk.Cut("x", content, 25_000_000))
        {
            Assert.Equal(200, (await uploads.SendAsync(key, chunk)).Status);
        }

        Assert.Equal(200, (await uploads.EndAsync(key)).Status);
        Assert.Equal(TestChunk.Md5(content), TestChunk.Md5(await File.ReadAllBytesAsync(Path.Combine(uploads.Head, "large", "x"), Ct)));
    }
}
