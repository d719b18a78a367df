using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>The server refuses invalid uploads and keeps nothing of them.</summary>
public sealed class RefusedUploadTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private UploadClient _uploads = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", Users = [new("reader"), new("stranger")] }, Ct);
        _uploads = await UploadClient.ConnectAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _uploads.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("a//b")]
    [InlineData("./x")]
    [InlineData("a\0b")]
    [InlineData("folder/")]
    [InlineData(".")]
    public async Task A_path_that_is_none_in_the_dataset(string path)
    {
        var key = await _uploads.StartAsync();
        var (status, text) = await _uploads.SendAsync(key, new TestChunk(path, 1, 1, 10, [1]) { Identifier = "x" });
        Assert.True(status == 400, $"{status}: {text}");
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Empty(_uploads.Files());
    }

    [Fact]
    public async Task A_name_over_255_bytes_and_a_path_that_the_system_can_not_hold()
    {
        var key = await _uploads.StartAsync();
        foreach (
            var path in new[]
            {
                new string('x', 256),
                string.Join('/', Enumerable.Repeat(new string('d', 200), 25)),
                string.Join('/', Enumerable.Repeat(new string('d', 200), 20)) + "/" + new string('x', 60),
            }
        )
        {
            var (status, text) = await _uploads.SendAsync(key, new TestChunk(path, 1, 1, 10, [1]) { Identifier = "x" });
            Assert.True(status == 400, $"{status}: {text}");
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_uploads.Uploads, key, "files")));
        }

        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.False(Directory.Exists(_uploads.Head) && Directory.EnumerateFileSystemEntries(_uploads.Head).Any());
    }

    [Fact]
    public async Task A_piece_beyond_what_a_file_can_hold()
    {
        var key = await _uploads.StartAsync();
        var (status, text) = await _uploads.SendAsync(key, new TestChunk("x", 1 << 20, 1 << 20, 1L << 40, [1]) { Identifier = "x" });
        Assert.True(status == 400, $"{status}: {text}");
        Assert.Contains("larger than a file can be", text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_uploads.Uploads, key, "files")));
    }

    [Fact]
    public async Task An_end_that_names_two_folders()
    {
        var key = await _uploads.StartAsync();
        await _uploads.SendAsync(key, "x", [1]);
        var (status, _) = await _uploads.Http.SendAsync(
            HttpMethod.Get,
            $"{_uploads.Base}/end/{key}?targetRelativePath=a&targetRelativePath=b"
        );
        Assert.Equal(400, status);
        Assert.Empty(_uploads.Files());
    }

    [Fact]
    public async Task A_piece_whose_checksum_is_another()
    {
        var key = await _uploads.StartAsync();
        var chunk = TestChunk.Cut("d/x", [1, 2, 3])[0];
        var (status, text) = await _uploads.SendAsync(key, chunk with { Content = [1, 2, 4], Checksum = chunk.Checksum });
        Assert.Equal(400, status);
        Assert.Contains($"not {chunk.Checksum}", text, StringComparison.Ordinal);
        Assert.Equal(204, await _uploads.TestAsync(key, chunk));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_uploads.Uploads, key, "files")));
    }

    [Fact]
    public async Task A_wrong_second_content_does_not_harm_the_piece_that_is_there()
    {
        var key = await _uploads.StartAsync();
        var chunk = TestChunk.Cut("x", [1, 2, 3])[0];
        Assert.Equal(200, (await _uploads.SendAsync(key, chunk)).Status);
        Assert.Equal(400, (await _uploads.SendAsync(key, chunk with { Content = [9, 9, 9], Checksum = chunk.Checksum })).Status);
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(_uploads.Head, "x"), Ct));
    }

    [Fact]
    public async Task A_piece_can_be_replaced_by_another_content_and_must_then_be_whole()
    {
        var key = await _uploads.StartAsync();
        var before = TestChunk.Cut("x", [1, 2, 3, 4, 5])[0];
        var after = TestChunk.Cut("x", [7, 8])[0];
        Assert.Equal(200, (await _uploads.SendAsync(key, before)).Status);
        var broken = TestChunk.Form("x", "x", [7]);
        Assert.Equal(400, (await _uploads.SendAsync(key, after, broken)).Status);
        Assert.Equal(204, await _uploads.TestAsync(key, before));
        Assert.Equal(200, (await _uploads.SendAsync(key, after)).Status);
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal([7, 8], await File.ReadAllBytesAsync(Path.Combine(_uploads.Head, "x"), Ct));
    }

    public static TheoryData<string, string> WrongNumbers =>
        new()
        {
            { "resumableChunkNumber", "0" },
            { "resumableChunkNumber", "3" },
            { "resumableChunkNumber", "x" },
            { "resumableTotalChunks", "0" },
            { "resumableTotalChunks", "99999999999" },
            { "resumableChunkSize", "0" },
            { "resumableChunkSize", "4" },
            { "resumableChunkSize", "9223372036854775807" },
            { "resumableCurrentChunkSize", "2" },
            { "resumableCurrentChunkSize", "-1" },
            { "checksum", "abc" },
            { "checksum", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz" },
            { "resumableIdentifier", "" },
            { "resumableRelativePath", "" },
        };

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public async Task Numbers_that_do_not_fit_together(string name, string value)
    {
        var key = await _uploads.StartAsync();
        var chunk = new TestChunk("x", 1, 2, 3, [1, 2, 3]) { Identifier = "5-x" };
        var query = string.Join(
            '&',
            chunk
                .Query(key)[1..]
                .Split('&')
                .Select(pair => pair.StartsWith(name + "=", StringComparison.Ordinal) ? $"{name}={value}" : pair)
        );
        using var form = chunk.Form();
        using var reply = await _uploads.Http.PostAsync(new Uri($"{_uploads.Base}?{query}", UriKind.Relative), form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        using var twice = chunk.Form();
        using var second = await _uploads.Http.PostAsync(
            new Uri(_uploads.Base + chunk.Query(key) + $"&{name}={value}", UriKind.Relative),
            twice,
            Ct
        );
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal(200, (await _uploads.SendAsync(key, chunk)).Status);
    }

    [Fact]
    public async Task Chunks_of_one_file_that_are_cut_differently()
    {
        var key = await _uploads.StartAsync();
        var content = new byte[2500];
        Assert.Equal(200, (await _uploads.SendAsync(key, TestChunk.Cut("x", content)[0])).Status);
        var (status, text) = await _uploads.SendAsync(key, TestChunk.Cut("x", content, 500)[1]);
        Assert.Equal(400, status);
        Assert.Contains("comes in 3 chunks of 1000 bytes", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> WrongBodies
    {
        get
        {
            static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
            const string Head =
                "--b0undary\nContent-Disposition: form-data; name=\"d/x\"; filename=\"x\"\nContent-Type: application/octet-stream\n\n";
            return new()
            {
                { "no part", Bytes("--b0undary--\n") },
                { "nothing", [] },
                { "shorter", Bytes(Head + "ab\n--b0undary--\n") },
                { "longer", Bytes(Head + "abcd\n--b0undary--\n") },
                { "no end", Bytes(Head + "abc") },
                { "half an end", Bytes(Head + "abc\n--b0undary") },
                { "two parts", Bytes(Head + "abc\n" + Head + "abc\n--b0undary--\n") },
                { "something after the end", Bytes(Head + "abc\n--b0undary--\nmore") },
                { "another name", Bytes(Head.Replace("d/x", "d/y", StringComparison.Ordinal) + "abc\n--b0undary--\n") },
                {
                    "another file name",
                    Bytes(Head.Replace("filename=\"x\"", "filename=\"y\"", StringComparison.Ordinal) + "abc\n--b0undary--\n")
                },
                { "another boundary", Bytes(Head.Replace("b0undary", "boundary", StringComparison.Ordinal) + "abc\n--boundary--\n") },
                { "no disposition", Bytes("--b0undary\nContent-Type: application/octet-stream\n\nabc\n--b0undary--\n") },
                {
                    "an encoding",
                    Bytes(
                        Head.Replace("Content-Type: ", "Content-Transfer-Encoding: base64\nContent-Type: ", StringComparison.Ordinal)
                            + "abc\n--b0undary--\n"
                    )
                },
                { "a head without an end", Bytes("--b0undary\n" + new string('x', 200_000)) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task A_body_that_is_not_a_form_with_the_one_part_of_the_query_is_refused(string what, byte[] bytes)
    {
        var key = await _uploads.StartAsync();
        var chunk = TestChunk.Cut("d/x", "abc"u8.ToArray())[0];
        using var body = new ByteArrayContent(bytes)
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0undary") },
        };
        var (status, text) = await _uploads.SendAsync(key, chunk, body);
        Assert.True(status == 400, $"{what}: {status} {text}");
        Assert.Equal(204, await _uploads.TestAsync(key, chunk));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_uploads.Uploads, key, "files")));
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/mixed; boundary=b0undary")]
    [InlineData("multipart/form-data")]
    public async Task A_body_of_another_type(string type)
    {
        var key = await _uploads.StartAsync();
        using var body = TestChunk.Form("x", "x", [1]);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Assert.Equal(400, (await _uploads.SendAsync(key, TestChunk.Cut("x", [1])[0], body)).Status);
    }

    [Fact]
    public async Task An_end_with_pieces_missing_names_the_first_and_leaves_the_upload_open()
    {
        var key = await _uploads.StartAsync();
        var chunks = TestChunk.Cut("d/x", new byte[4000]);
        foreach (var number in new[] { 1, 4 })
        {
            await _uploads.SendAsync(key, chunks[number - 1]);
        }

        var (status, reply) = await _uploads.EndAsync(key);
        Assert.Equal(409, status);
        Assert.Contains("chunk 2 of 4 of 'd/x' is missing", reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(_uploads.Files());
        foreach (var chunk in chunks[1..3])
        {
            Assert.Equal(200, (await _uploads.SendAsync(key, chunk)).Status);
        }

        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(["d/x"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_file_where_the_dataset_has_a_folder_and_the_other_way_round()
    {
        await _uploads.UploadAsync(null, null, ("a/b", "b"), ("z", "z"));
        foreach (var path in new[] { "a", "z/under", "z/deep/er" })
        {
            var key = await _uploads.StartAsync("Overwrite");
            await _uploads.SendAsync(key, "0-before", [1]);
            await _uploads.SendAsync(key, path, [1]);
            var (status, reply) = await _uploads.EndAsync(key);
            Assert.Equal(409, status);
            Assert.Contains("Nothing was changed", reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal(["a/b", "z"], _uploads.Files().Keys);
            Assert.Equal(200, (await _uploads.CancelAsync(key)).Status);
        }

        Assert.Equal(409, (await _uploads.UploadAsync(null, "z", ("x", "x"))).Status);
    }

    [Fact]
    public async Task A_file_where_the_upload_itself_has_a_folder_and_the_other_way_round()
    {
        var key = await _uploads.StartAsync();
        await _uploads.SendAsync(key, "a/b", [1]);
        Assert.Equal(409, (await _uploads.SendAsync(key, TestChunk.Cut("a", [1])[0])).Status);
        Assert.Equal(409, (await _uploads.SendAsync(key, TestChunk.Cut("a/b/c", [1])[0])).Status);
        Assert.Equal(409, (await _uploads.SendAsync(key, TestChunk.Cut("a/b/c/d", [1])[0])).Status);
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(["a/b"], _uploads.Files().Keys);
    }

    [Fact]
    public async Task A_link_in_the_dataset_does_not_lead_out_of_it()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_server.DataFolder, "outside")).FullName;
        Directory.CreateDirectory(_uploads.Head);
        Directory.CreateSymbolicLink(Path.Combine(_uploads.Head, "out"), outside);
        Assert.Equal(409, (await _uploads.UploadAsync("Overwrite", null, ("out/x", "x"))).Status);
        Assert.Equal(409, (await _uploads.UploadAsync("Overwrite", "out", ("x", "x"))).Status);
        Assert.Equal(200, (await _uploads.UploadAsync("Overwrite", null, ("out", "a file instead of the link"))).Status);
        Assert.Equal("a file instead of the link", _uploads.Files()["out"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public async Task A_start_that_asks_for_what_there_is_not()
    {
        var http = _uploads.Http;
        foreach (
            var body in new[]
            {
                "{}",
                "[]",
                """{"filePaths":"x"}""",
                """{"filePaths":[1]}""",
                """{"filePaths":[],"fileCollisionSetting":"ignore"}""",
                """{"filePaths":[],"targetRelativePath":"../x"}""",
            }
        )
        {
            Assert.Equal(400, (await http.SendAsync(HttpMethod.Post, _uploads.Base + "/start", body)).Status);
        }

        Assert.False(Directory.Exists(_uploads.Uploads));
    }

    [Fact]
    public async Task A_key_that_is_none_or_belongs_to_another_dataset()
    {
        var project = (await _uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{_uploads.Dataset}"))["projectId"]!.GetValue<string>();
        var (_, other) = await _uploads.Http.SendAsync(
            HttpMethod.Post,
            "/dataset",
            new JsonObject
            {
                ["datasetName"] = "other",
                ["description"] = "",
                ["projectId"] = project,
            }.ToJsonString()
        );
        using var others = new UploadClient(_server, other!["datasetId"]!.GetValue<string>());
        var key = await _uploads.StartAsync();
        var chunk = TestChunk.Cut("x", [1])[0];
        foreach (var (client, given) in new[] { (_uploads, "000000000000000000000000"), (_uploads, "../../x"), (others, key) })
        {
            Assert.Equal(404, await client.TestAsync(Uri.EscapeDataString(given), chunk));
            Assert.Equal(404, (await client.SendAsync(Uri.EscapeDataString(given), chunk)).Status);
            Assert.Equal(404, (await client.EndAsync(Uri.EscapeDataString(given))).Status);
            Assert.Equal(404, (await client.CancelAsync(Uri.EscapeDataString(given))).Status);
        }

        // The same once the upload is known to the server.
        await _uploads.SendAsync(key, chunk);
        Assert.Equal(404, (await others.SendAsync(key, chunk)).Status);
    }

    [Fact]
    public async Task Who_may_only_read_or_not_even_that()
    {
        // The first user's own project is public; in this one a stranger sees nothing.
        using var api = new TestApi(_server);
        var mine = (await api.GetAsync($"/dataset?projectId={(await api.NewProjectAsync()).Id}"))[0]!["datasetId"]!.GetValue<string>();
        using var _ = _uploads;
        _uploads = new UploadClient(_server, mine);
        var user = (await _uploads.Http.ReadAsync("/v4/users?userName=reader"))[0]!["id"]!.GetValue<string>();
        await _uploads.Http.SendAsync(
            HttpMethod.Put,
            $"/v4/datasetrw/dataset/{_uploads.Dataset}/grants",
            $$"""{"grants":[{"targetId":"{{user}}","targetRole":"DatasetRwReader"}]}"""
        );
        var key = await _uploads.StartAsync();
        var chunk = TestChunk.Cut("x", [1])[0];
        await _uploads.SendAsync(key, chunk);
        foreach (var (name, expected) in new[] { ("reader", 403), ("stranger", 404) })
        {
            using var client = new UploadClient(_server, _uploads.Dataset, _server.GetApiKey(name));
            Assert.Equal(expected, (await client.Http.SendAsync(HttpMethod.Post, client.Base + "/start", """{"filePaths":[]}""")).Status);
            Assert.Equal(expected, await client.TestAsync(key, chunk));
            Assert.Equal(expected, (await client.SendAsync(key, chunk)).Status);
            Assert.Equal(expected, (await client.EndAsync(key)).Status);
            Assert.Equal(expected, (await client.CancelAsync(key)).Status);
            Assert.Equal(expected, (await client.Http.SendAsync(HttpMethod.Get, "/v4/datasetrw/snapshot/upload/" + key)).Status);
        }

        using var nobody = new UploadClient(_server, _uploads.Dataset, "wrong");
        Assert.Equal(401, (await nobody.SendAsync(key, chunk)).Status);
        Assert.Equal(200, (await _uploads.EndAsync(key)).Status);
    }

    [Fact]
    public async Task A_dataset_that_becomes_marked_for_deletion_while_pieces_come()
    {
        var key = await _uploads.StartAsync();
        var chunks = TestChunk.Cut("x", new byte[2000]);
        Assert.Equal(200, (await _uploads.SendAsync(key, chunks[0])).Status);
        await _uploads.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/dataset/{_uploads.Dataset}");
        Assert.Equal(409, (await _uploads.SendAsync(key, chunks[1])).Status);
        Assert.Equal(409, (await _uploads.EndAsync(key)).Status);
        Assert.Equal(409, (await _uploads.Http.SendAsync(HttpMethod.Post, _uploads.Base + "/start", """{"filePaths":[]}""")).Status);
    }
}
