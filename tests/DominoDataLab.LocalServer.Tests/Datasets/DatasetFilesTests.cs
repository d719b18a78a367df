using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;

namespace DominoDataLab.LocalServer.Tests.Datasets;

/// <summary>Reading, deleting and renaming files of a dataset.</summary>
public sealed class DatasetFilesTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private UploadClient _uploads = null!;
    private string _head = null!;
    private byte[] _content = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", Users = [new("reader")] }, Ct);
        _uploads = await UploadClient.ConnectAsync(_server);
        _head = (await _uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{_uploads.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();
        _content = new byte[300_000];
        new Random(5).NextBytes(_content);
        Directory.CreateDirectory(Path.Combine(_uploads.Head, "d"));
        await File.WriteAllBytesAsync(Path.Combine(_uploads.Head, "d", "x.bin"), _content, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _uploads.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=299990-", 299_990, 10)]
    [InlineData("bytes=-5", 299_995, 5)]
    [InlineData("bytes=1000-99999999", 1000, 299_000)]
    public async Task A_range_is_answered_with_that_part_and_says_which(string range, int from, int length)
    {
        using var reply = await RawAsync("d/x.bin", request => request.Headers.Add("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, reply.StatusCode);
        Assert.Equal($"bytes {from}-{from + length - 1}/300000", reply.Content.Headers.ContentRange!.ToString());
        Assert.Equal(_content[from..(from + length)], await reply.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_size()
    {
        using var reply = await RawAsync("d/x.bin", request => request.Headers.Add("Range", "bytes=300000-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, reply.StatusCode);
        Assert.Equal(300_000, reply.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task The_tag_is_the_same_as_long_as_the_file_is_and_another_when_it_was_written_or_replaced()
    {
        var file = Path.Combine(_uploads.Head, "d", "x.bin");
        var before = await TagAsync();
        Assert.False(before.IsWeak);
        Assert.Equal(before, await TagAsync());
        var at = File.GetLastWriteTimeUtc(file);

        // As sly as can be: the same size, the same time.
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
        {
            stream.WriteByte((byte)~_content[0]);
        }

        File.SetLastWriteTimeUtc(file, at);
        var written = await TagAsync();
        Assert.NotEqual(before, written);
        File.Copy(file, file + ".new");
        File.SetLastWriteTimeUtc(file + ".new", at);
        File.Move(file + ".new", file, overwrite: true);
        Assert.NotEqual(written, await TagAsync());
    }

    [Fact]
    public async Task A_range_of_a_file_that_is_another_by_now_is_answered_with_all_of_it()
    {
        var tag = await TagAsync();
        using (
            var same = await RawAsync(
                "d/x.bin",
                request =>
                    (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(10, 19), new RangeConditionHeaderValue(tag))
            )
        )
        {
            Assert.Equal((HttpStatusCode.PartialContent, 10), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync(Ct)).Length));
        }

        await File.WriteAllTextAsync(Path.Combine(_uploads.Head, "d", "x.bin"), "something else that is long enough", Ct);
        using var changed = await RawAsync(
            "d/x.bin",
            request => (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(10, 19), new RangeConditionHeaderValue(tag))
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("something else that is long enough", await changed.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Who_has_it_already_or_asks_for_the_head_only_gets_no_body()
    {
        var tag = await TagAsync();
        using (var reply = await RawAsync("d/x.bin", request => request.Headers.IfNoneMatch.Add(tag)))
        {
            Assert.Equal(HttpStatusCode.NotModified, reply.StatusCode);
        }

        using var head = await RawAsync("d/x.bin", request => request.Method = HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 300_000L), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(
            new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(_uploads.Head, "d", "x.bin"))),
            head.Content.Headers.LastModified!.Value,
            TimeSpan.FromSeconds(1)
        );
        Assert.Equal("bytes", head.Headers.AcceptRanges.ToString());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_download_that_began_before_a_file_was_replaced_is_of_one_file()
    {
        var file = Path.Combine(_uploads.Head, "big");
        var old = new byte[8_000_000];
        await File.WriteAllBytesAsync(file, old, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v4/datasetrw/snapshot/{_head}/file/raw?path=big");
        using var reply = await _uploads.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await File.WriteAllBytesAsync(file + ".new", Enumerable.Repeat((byte)1, 8_000_000).ToArray(), Ct);
        File.Move(file + ".new", file, overwrite: true);
        Assert.Equal(old, await reply.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("missing", 404)]
    [InlineData("d", 404)]
    [InlineData("", 404)]
    [InlineData("key", 404)]
    [InlineData("all/api-key", 404)]
    [InlineData("../x", 400)]
    public async Task Only_files_of_the_dataset_are_sent(string path, int expected)
    {
        File.CreateSymbolicLink(Path.Combine(_uploads.Head, "key"), _server.KeyFile);
        Directory.CreateSymbolicLink(Path.Combine(_uploads.Head, "all"), _server.DataFolder);
        using var reply = await RawAsync(path);
        Assert.Equal(expected, (int)reply.StatusCode);
        Assert.Equal(
            expected,
            (
                await _uploads.Http.SendAsync(
                    HttpMethod.Get,
                    $"/v4/datasetrw/snapshot/{_head}/file/preview?path={Uri.EscapeDataString(path)}"
                )
            ).Status
        );
    }

    [Fact]
    public async Task A_preview_is_a_text_that_a_page_can_show()
    {
        await File.WriteAllTextAsync(Path.Combine(_uploads.Head, "a.html"), "<script>alert(1)</script>", Ct);
        var text = await _uploads.Http.GetStringAsync(
            new Uri($"/v4/datasetrw/snapshot/{_head}/file/preview?path=a.html", UriKind.Relative),
            Ct
        );
        Assert.Equal("<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>", text);
        await File.WriteAllBytesAsync(Path.Combine(_uploads.Head, "b"), [1, 0, 2], Ct);
        Assert.Equal(400, (await _uploads.Http.SendAsync(HttpMethod.Get, $"/v4/datasetrw/snapshot/{_head}/file/preview?path=b")).Status);
    }

    [Fact]
    public async Task Files_and_folders_are_deleted_together_or_not_at_all()
    {
        await _uploads.UploadAsync(null, null, ("e/f/g", "1"), ("e/h", "2"), ("i", "3"));
        Assert.Equal(404, await DeleteAsync(_head, "i", "missing"));
        Assert.Equal(400, await DeleteAsync(_head, "i", ""));
        Assert.Equal(400, await DeleteAsync(_head, "../x"));
        Assert.Equal(["d/x.bin", "e/f/g", "e/h", "i"], _uploads.Files().Keys);
        Assert.Equal(200, await DeleteAsync(_head, "e", "e/f/g", "i"));
        Assert.Equal(["d/x.bin"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_snapshot_never_changes()
    {
        var (_, made) = await _uploads.Http.SendAsync(
            HttpMethod.Post,
            "/v4/datasetrw/snapshot",
            new JsonObject { ["datasetId"] = _uploads.Dataset, ["relativeFilePaths"] = new JsonArray() }.ToJsonString()
        );
        Assert.Equal(409, await DeleteAsync(made!["id"]!.GetValue<string>(), "d/x.bin"));
    }

    [Fact]
    public async Task A_file_or_a_folder_gets_another_name_in_its_place_if_that_is_free()
    {
        await _uploads.UploadAsync(null, null, ("e/f", "1"), ("e/g", "2"));
        Assert.Equal(200, await RenameAsync("e/f", "new name.txt"));
        Assert.Equal(200, await RenameAsync("d", "dd"));
        Assert.Equal(409, await RenameAsync("e/g", "new name.txt"));
        Assert.Equal(400, await RenameAsync("e/g", "../g"));
        Assert.Equal(400, await RenameAsync("e/g", ".."));
        Assert.Equal(404, await RenameAsync("e/missing", "x"));
        Assert.Equal(["dd/x.bin", "e/g", "e/new name.txt"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task The_size_of_the_head_is_that_of_its_files() =>
        Assert.Equal(300_000, (await _uploads.Http.ReadAsync($"/v4/datasetrw/snapshot/size/{_head}")).GetValue<long>());

    [Fact]
    public async Task Who_may_read_can_not_change()
    {
        // The dataset's project is public.
        using var reader = new UploadClient(_server, _uploads.Dataset, _server.GetApiKey("reader"));
        using var reply = await reader.Http.GetAsync(
            new Uri($"/v4/datasetrw/snapshot/{_head}/file/raw?path=d/x.bin", UriKind.Relative),
            Ct
        );
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(
            403,
            (await reader.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/snapshot/{_head}/files", """{"relativePaths":["d"]}""")).Status
        );
        Assert.Equal(
            403,
            (
                await reader.Http.SendAsync(
                    HttpMethod.Put,
                    $"/v4/datasetrw/dataset/{_uploads.Dataset}/rename-file",
                    """{"relativePath":"d","newNameWithExtension":"e"}"""
                )
            ).Status
        );
    }

    private async Task<int> DeleteAsync(string snapshot, params string[] paths) =>
        (
            await _uploads.Http.SendAsync(
                HttpMethod.Delete,
                $"/v4/datasetrw/snapshot/{snapshot}/files",
                new JsonObject { ["relativePaths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]) }.ToJsonString()
            )
        ).Status;

    private async Task<int> RenameAsync(string path, string name) =>
        (
            await _uploads.Http.SendAsync(
                HttpMethod.Put,
                $"/v4/datasetrw/dataset/{_uploads.Dataset}/rename-file",
                new JsonObject { ["relativePath"] = path, ["newNameWithExtension"] = name }.ToJsonString()
            )
        ).Status;

    private async Task<EntityTagHeaderValue> TagAsync()
    {
        using var reply = await RawAsync("d/x.bin", request => request.Method = HttpMethod.Head);
        return reply.Headers.ETag!;
    }

    private async Task<HttpResponseMessage> RawAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v4/datasetrw/snapshot/{_head}/file/raw?path={Uri.EscapeDataString(path)}"
        );
        change?.Invoke(request);
        return await _uploads.Http.SendAsync(request, Ct);
    }
}
