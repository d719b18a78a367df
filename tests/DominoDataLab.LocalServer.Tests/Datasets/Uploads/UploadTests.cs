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
    public async Task Pieces_become_files_when_the_upload_ends_and_not_before()
    {
        var content = new byte[3500];
        new Random(1).NextBytes(content);
        var key = await _uploads.StartAsync();
        foreach (var piece in TestPiece.Cut("folder/sub/b.bin", content))
        {
            Assert.Equal(204, await _uploads.TestAsync(key, piece));
            Assert.Equal(200, (await _uploads.SendAsync(key, piece)).Status);
            Assert.Equal(200, await _uploads.TestAsync(key, piece));
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
    public async Task Pieces_may_come_in_any_order_and_more_than_once()
    {
        var content = new byte[12_345];
        new Random(2).NextBytes(content);
        var pieces = TestPiece.Cut("x", content);
        TestPiece[] order = [.. pieces, .. pieces];
        new Random(3).Shuffle(order);
        var key = await _uploads.StartAsync();
        foreach (var piece in order)
        {
            Assert.Equal(200, (await _uploads.SendAsync(key, piece)).Status);
        }

        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_uploads.Head, "x"), Ct));
    }

    [Fact]
    public async Task What_was_uploaded_can_be_read_by_the_routes_for_files()
    {
        await _uploads.UploadAsync(null, "données", ("a b.txt", "hello"));
        var head = (await _uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{_uploads.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();
        Assert.Equal("hello", await _uploads.Http.GetStringAsync(new Uri($"/v4/datasetrw/snapshot/{head}/file/raw?path=donn%C3%A9es/a%20b.txt&download=true", UriKind.Relative), Ct));
        Assert.Equal("hello", await _uploads.Http.GetStringAsync(new Uri($"/v4/datasetrw/snapshot/{head}/file/donn%C3%A9es%2Fa%20b.txt", UriKind.Relative), Ct));
    }

    [Theory]
    [InlineData("Ignore", "old", null)]
    [InlineData(null, "old", null)]
    [InlineData("Overwrite", "new", null)]
    [InlineData("Rename", "old", "new")]
    public async Task A_file_that_is_there_already_is_kept_replaced_or_stays_beside_the_new_one(string? collision, string expected, string? renamed)
    {
        Assert.Equal(200, (await _uploads.UploadAsync(null, null, ("d/x.tar.gz", "old"))).Status);
        Assert.Equal(200, (await _uploads.UploadAsync(collision, null, ("d/x.tar.gz", "new"), ("d/y", "y"))).Status);
        var files = _uploads.Files();
        Assert.Equal(expected, files["d/x.tar.gz"]);
        Assert.Equal("y", files["d/y"]);
        Assert.Equal(renamed, files.GetValueOrDefault("d/x.tar_1.gz"));
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
}
