using System.IO.Compression;
using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.Data.Tests.ObjectStores;

/// <summary>Reading and writing objects.</summary>
public sealed class ObjectTests : DataTest
{
    private const string Storage = "/storage/k";

    [Fact]
    public async Task Case_035_to_041_every_operation_moves_the_right_bytes_without_a_credential()
    {
        using var client = Server.Client();
        var store = await StoreAsync(client);
        await store.UploadAsync(Encoding.ASCII.GetBytes("col1,col2\r\ncell11,cell12"), "k", Stop);
        Assert.Equal("col1,col2\r\ncell11,cell12", Encoding.ASCII.GetString(await store.GetAsync("k", Stop)));
        Assert.Equal("k", await store.ListAsync("k", cancellationToken: Stop).FirstAsync(Stop));
        await store.UploadAsync(FileOf("testcontent"), "k", Stop);
        Assert.Equal("testcontent"u8.ToArray(), Server.Objects["k"]);
        using (var stream = new MemoryStream("testcontent"u8.ToArray()))
        {
            await store.UploadAsync(stream, "k2", Stop);
            Assert.True(stream.CanRead);
        }

        var target = Path.Combine(Folder, "new", "file");
        await store.DownloadAsync("k2", target, cancellationToken: Stop);
        Assert.Equal("testcontent", await File.ReadAllTextAsync(target, Stop));
        await using var content = await store.OpenReadAsync("k2", Stop);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Stop);
        Assert.Equal("testcontent"u8.ToArray(), copy.ToArray());

        var storage = Server.Script.Requests.Where(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal)).ToList();
        Assert.All(
            storage,
            request => Assert.DoesNotContain(request.Headers.Keys, header => header.StartsWith("X-", StringComparison.OrdinalIgnoreCase))
        );
        Assert.All(storage, request => Assert.Equal((null, null), (request["Authorization"], request["Content-Type"])));
        Assert.All(
            storage.Where(request => request.Method == "PUT"),
            request => Assert.Equal($"{request.Body.Length}", request["Content-Length"])
        );
    }

    [Fact]
    public async Task Case_124_uploads_of_odd_things()
    {
        using var client = Server.Client();
        var store = await StoreAsync(client);
        await store.UploadAsync(new OneWay(Bytes(300_000)), "k", Stop);
        Assert.Equal(Bytes(300_000), Server.Objects["k"]);
        Assert.Equal(("chunked", null), (Last()["Transfer-Encoding"], Last()["Content-Length"]));

        await store.UploadAsync(ReadOnlyMemory<byte>.Empty, "k", Stop);
        Assert.Empty(Server.Objects["k"]);
        Assert.Equal("0", Last()["Content-Length"]);

        using var stream = new MemoryStream("0123456789"u8.ToArray()) { Position = 4 };
        await store.UploadAsync(stream, "k", Stop);
        Assert.Equal("456789"u8.ToArray(), Server.Objects["k"]);
        Assert.Equal("6", Last()["Content-Length"]);

        var large = Bytes(40 << 20);
        await store.UploadAsync(large, "k", Stop);
        Assert.True(large.AsSpan().SequenceEqual(Server.Objects["k"]));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.UploadAsync(Path.Combine(Folder, "none"), "k", Stop));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(307)]
    public async Task Case_125_a_status_of_the_storage_fails_every_call_and_leaves_no_file(int status)
    {
        const string Secret = "signature=fake";
        var body = $"<Error><Code>Odd</Code><StringToSign>{Secret}</StringToSign></Error>";
        Server.Script.On(
            request => request.Path == Storage,
            async (context, request) =>
            {
                context.Response.Headers.Location = status == 307 ? "ftp://elsewhere" : default(string);
                await ScriptedServer.Text(body, status)(context, request);
            }
        );
        using var client = Server.Client();
        var store = await StoreAsync(client);
        Func<Task>[] calls =
        [
            () => store.GetAsync("k", Stop),
            () => store.OpenReadAsync("k", Stop),
            () => store.DownloadAsync("k", Path.Combine(Folder, "k"), new() { MaxRetries = 0 }, Stop),
            () => store.UploadAsync(Bytes(10), "k", Stop),
            () => store.UploadAsync(new MemoryStream(Bytes(10)), "k", Stop),
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<DominoApiException>(call);
            Assert.Equal(status, (int)error.StatusCode);
            Assert.Contains($"answered {status}", error.Message, StringComparison.Ordinal);
            Assert.Contains("Odd", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("signature", error.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty(Directory.GetFileSystemEntries(Folder));
        Assert.Empty(Server.Script.To("/objectstore/metric"));
    }

    [Fact]
    public async Task Case_125_a_body_that_is_cut_short_is_an_error()
    {
        Server.Script.On(
            "GET",
            Storage,
            async (context, _) =>
            {
                context.Response.ContentLength = 100;
                await context.Response.Body.WriteAsync(new byte[50]);
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        );
        using var client = Server.Client();
        var store = await StoreAsync(client);
        await Assert.ThrowsAsync<DominoConnectionException>(() => store.GetAsync("k", Stop));
        await Assert.ThrowsAnyAsync<DominoException>(() =>
            store.DownloadAsync("k", Path.Combine(Folder, "k"), new() { MaxRetries = 1 }, Stop)
        );
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task Case_125_a_storage_that_is_silent_is_a_timeout_after_five_seconds()
    {
        var clock = new HastyClock();
        Server.Script.On("GET", Storage, ScriptedServer.Never());
        using var client = Server.Client(options =>
            (options.TimeProvider, options.ProxyTimeout, options.DominoTimeout) = (clock.Time, TimeSpan.FromHours(9), TimeSpan.FromHours(9))
        );
        var store = await StoreAsync(client);
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() => clock.RunAsync(store.GetAsync("k", Stop)));
        Assert.Contains("within 5 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("StorageTimeout", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Case_125_a_compressed_body_is_decompressed(string encoding)
    {
        var content = Bytes(100_000);
        using var packed = new MemoryStream();
        using (
            Stream packer =
                encoding == "gzip"
                    ? new GZipStream(packed, CompressionMode.Compress, true)
                    : new ZLibStream(packed, CompressionMode.Compress, true)
        )
        {
            packer.Write(content);
        }

        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ContentEncoding = encoding;
                await DataServer.SendAsync(context, request, packed.ToArray());
            }
        );
        using var client = Server.Client();
        var store = await StoreAsync(client);
        Assert.Equal(content, await store.GetAsync("k", Stop));
        await store.DownloadAsync("k", Path.Combine(Folder, "k"), new() { PartSize = 1000 }, Stop);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Folder, "k"), Stop));
    }

    [Fact]
    public async Task Case_126_storage_authentication_by_token_file_then_token_service_never_by_API_key()
    {
        Server.Objects["k"] = [1];
        Server.Script.On("GET", "/access-token", ScriptedServer.Text("service-1"));
        var file = FileOf("file-1");
        (Action<DominoDataClientOptions> Options, string? Sent)[] cases =
        [
            (options => options.Token = "token-1", "Bearer token-1"),
            (options => (options.TokenFile, options.TokenService) = (file, Server.Address), "Bearer file-1"),
            (options => options.TokenService = Server.Address, "Bearer service-1"),
            (options => options.TokenService = "http://127.0.0.1:1", null),
            (_ => { }, null),
        ];
        foreach (var (options, sent) in cases)
        {
            // The look-up would need the token, too, and the refused service fails it.
            using var client = Server.Client();
            var details = (await StoreAsync(client, "GCSConfig")).Details;
            using var connection = new DataConnection(
                Server.Options(options),
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            );
            var store = new ObjectStoreDataSource(connection, details).WithStorageAuthentication();
            await store.GetAsync("k", Stop);
            var request = Server.Script.To(Storage)[^1];
            Assert.Equal((sent, null), (request["Authorization"], request["X-Domino-Api-Key"]));
        }
    }

    [Theory]
    [InlineData("ADLSConfig", "BlockBlob")]
    [InlineData("AzureBlobStorageConfig", "BlockBlob")]
    [InlineData("S3Config", null)]
    public async Task Case_130_Azure_gets_its_header_on_simple_requests_only(string type, string? header)
    {
        using var client = Server.Client();
        var store = await StoreAsync(client, type);
        await store.UploadAsync(Bytes(10), "k", Stop);
        await store.GetAsync("k", Stop);
        await store.DownloadAsync("k", Path.Combine(Folder, "k"), cancellationToken: Stop);
        var sent = Server.Script.To(Storage).Select(request => (request["Range"] is not null, request["X-Ms-Blob-Type"]));
        Assert.Equal([(false, header), (false, header), (true, null), (true, null)], sent);
    }

    private SeenRequest Last() => Server.Script.Requests.Last(request => request.Method == "PUT");

    private async Task<ObjectStoreDataSource> StoreAsync(DominoDataClient client, string type = "S3Config")
    {
        Server.Add("s", type);
        return await client.DataSources.GetObjectStoreAsync("s", Stop);
    }

    private sealed class OneWay(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
