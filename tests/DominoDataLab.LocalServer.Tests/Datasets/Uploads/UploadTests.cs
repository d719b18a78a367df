using System.Text;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>An upload from its start to its end.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private UploadClient _uploads = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada" }, Ct);
        _uploads = await UploadClient.ConnectAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _uploads.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Chunks_become_files_when_the_upload_ends_and_not_before()
    {
        var content = new byte[3500];
        new Random(1).NextBytes(content);
        var key = await _uploads.StartAsync();
        foreach (var chunk in TestChunk.Cut("folder/sub/b.bin", content))
        {
            Assert.Equal(204, await _uploads.TestAsync(key, chunk));
            Assert.Equal(200, (await _uploads.SendAsync(key, chunk)).Status);
            Assert.Equal(200, await _uploads.TestAsync(key, chunk));
        }

        await _uploads.SendAsync(key, "folder/empty", []);
        Assert.Empty(_uploads.Files());
        var (status, reply) = await _uploads.EndAsync(key);
        Assert.Equal(200, status);
        Assert.Contains(key, reply!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["folder/empty", "folder/sub/b.bin"], _uploads.Files().Keys);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_uploads.Head, "folder/sub/b.bin"), Ct));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_uploads.Uploads));
    }

    [Fact]
    public async Task Chunks_may_come_in_any_order_and_more_than_once()
    {
        var content = new byte[12_345];
        new Random(2).NextBytes(content);
        var chunks = TestChunk.Cut("x", content);
        TestChunk[] order = [.. chunks, .. chunks];
        new Random(3).Shuffle(order);
        var key = await _uploads.StartAsync();
        foreach (var chunk in order)
        {
            Assert.Equal(200, (await _uploads.SendAsync(key, chunk)).Status);
        }

        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_uploads.Head, "x"), Ct));
    }

    [Fact]
    public async Task What_was_uploaded_can_be_read_by_the_routes_for_files()
    {
        await _uploads.UploadAsync(null, "données", ("a b.txt", "hello"));
        var head = (await _uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{_uploads.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();
        Assert.Equal(
            "hello",
            await _uploads.Http.GetStringAsync(
                new Uri($"/v4/datasetrw/snapshot/{head}/file/raw?path=donn%C3%A9es/a%20b.txt&download=true", UriKind.Relative),
                Ct
            )
        );
        Assert.Equal(
            "hello",
            await _uploads.Http.GetStringAsync(
                new Uri($"/v4/datasetrw/snapshot/{head}/file/donn%C3%A9es%2Fa%20b.txt", UriKind.Relative),
                Ct
            )
        );
    }

    [Theory]
    [InlineData("Ignore", "old", null)]
    [InlineData(null, "old", null)]
    [InlineData("Overwrite", "new", null)]
    [InlineData("Rename", "old", "new")]
    public async Task A_file_that_is_there_already_is_kept_replaced_or_stays_beside_the_new_one(
        string? collision,
        string expected,
        string? renamed
    )
    {
        Assert.Equal(200, (await _uploads.UploadAsync(null, null, ("d/x.tar.gz", "old"))).Status);
        Assert.Equal(200, (await _uploads.UploadAsync(collision, null, ("d/x.tar.gz", "new"), ("d/y", "y"))).Status);
        var files = _uploads.Files();
        Assert.Equal(expected, files["d/x.tar.gz"]);
        Assert.Equal("y", files["d/y"]);
        Assert.Equal(renamed, files.GetValueOrDefault("d/x.tar_1.gz"));
    }

    /// <summary>The sender may have lost its connection, and the server may learn of that at any time.</summary>
    [Fact]
    public async Task An_end_does_not_mind_a_piece_that_comes_once_more()
    {
        var key = await _uploads.StartAsync();
        await _uploads.SendAsync(key, "x", [1, 2, 3]);
        var chunk = TestChunk.Cut("x", [1, 2, 3])[0];
        using var stalled = new StalledContent(chunk.Form());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_uploads.Base + chunk.Query(key), UriKind.Relative))
        {
            Content = stalled,
            Headers = { ExpectContinue = true },
        };
        var again = _uploads.Http.SendAsync(request, Ct);
        await stalled.Begun.Task.WaitAsync(Ct);
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(["x"], _uploads.Files().Keys);
        stalled.GoOn.SetResult();
        using var reply = await again;
        Assert.Equal(409, (int)reply.StatusCode);
        Assert.Equal(["x"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        var key = await _uploads.StartAsync();
        await _uploads.SendAsync(key, "a/b", Encoding.UTF8.GetBytes(new string('x', 5000)));
        Assert.Equal(200, (await _uploads.CancelAsync(key)).Status);
        Assert.Empty(_uploads.Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_uploads.Uploads));
        var (status, reply) = await _uploads.EndAsync(key);
        Assert.Equal(409, status);
        Assert.Contains("was cancelled", reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_one_identifier_in_two_folders_are_told_apart_by_their_content()
    {
        var key = await _uploads.StartAsync();
        TestChunk first = TestChunk.Cut("a/x", "one"u8.ToArray())[0],
            second = TestChunk.Cut("b/x", "two"u8.ToArray())[0];
        Assert.Equal(first.Identifier, second.Identifier);
        Assert.Equal(200, (await _uploads.SendAsync(key, first)).Status);
        Assert.Equal(204, await _uploads.TestAsync(key, second));
        Assert.Equal(200, (await _uploads.SendAsync(key, second)).Status);
        Assert.Equal((200, 200), (await _uploads.TestAsync(key, first), await _uploads.TestAsync(key, second)));
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(["one", "two"], _uploads.Files().Values);
    }

    [Fact]
    public async Task The_end_may_name_another_folder_than_the_start()
    {
        var key = await _uploads.StartAsync(null, "first");
        await _uploads.SendAsync(key, "x", [1]);
        Assert.Equal(400, (await _uploads.EndAsync(key, "../out")).Status);
        Assert.Equal(200, (await _uploads.EndAsync(key, "/second/deeper/")).Status);
        Assert.Equal(["second/deeper/x"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_new_name_collides_with_no_file_of_the_upload_or_the_dataset()
    {
        await _uploads.UploadAsync(null, null, ("x.csv", "0"), ("x_2.csv", "0"), (".env", "0"), ("plain", "0"));
        Assert.Equal(
            200,
            (await _uploads.UploadAsync("Rename", null, ("x.csv", "1"), ("x_1.csv", "1"), (".env", "1"), ("plain", "1"))).Status
        );
        Assert.Equal([".env", ".env_1", "plain", "plain_1", "x.csv", "x_1.csv", "x_2.csv", "x_3.csv"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_snapshot_taken_at_the_same_time_has_all_of_an_upload_or_nothing()
    {
        await _uploads.UploadAsync(null, null, [.. Enumerable.Range(0, 200).Select(number => ($"{number % 5}/{number}", "old"))]);
        var key = await _uploads.StartAsync("Overwrite");
        foreach (var number in Enumerable.Range(0, 200))
        {
            await _uploads.SendAsync(key, $"{number % 5}/{number}", "new"u8.ToArray());
        }

        var body = $$"""{"datasetId":"{{_uploads.Dataset}}","relativeFilePaths":[]}""";
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async number =>
                {
                    if (number == 3)
                    {
                        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
                    }

                    return (await _uploads.Http.SendAsync(HttpMethod.Post, "/v4/datasetrw/snapshot", body)).Reply![
                        "id"
                    ]!.GetValue<string>();
                })
        );
        foreach (var id in made)
        {
            await Eventually.GetAsync(
                async () =>
                    (await _uploads.Http.ReadAsync($"/v4/datasetrw/snapshot/{id}"))["snapshot"]!["lifecycleStatus"]!.GetValue<string>(),
                status => status == "Active",
                "the snapshot to become active"
            );
        }

        foreach (var snapshot in Directory.EnumerateDirectories(Path.Combine(_uploads.Head, "..", "snapshots")))
        {
            var texts = Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
            Assert.Equal(200, texts.Count);
            Assert.Single(texts.Distinct());
        }
    }

    /// <summary>A body that is asked for, which is when the server reads it, and then keeps it waiting.</summary>
    private sealed class StalledContent : HttpContent
    {
        private readonly HttpContent _whole;

        public StalledContent(HttpContent whole)
        {
            _whole = whole;
            Headers.ContentType = whole.Headers.ContentType;
            Headers.ContentLength = whole.Headers.ContentLength;
        }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            Begun.SetResult();
            await GoOn.Task.WaitAsync(Ct);
            await _whole.CopyToAsync(stream, Ct);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Headers.ContentLength ?? 0;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _whole.Dispose();
            base.Dispose(disposing);
        }
    }
}
