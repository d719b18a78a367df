using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>Object stores in a folder of the server's disk, over signed addresses.</summary>
public sealed class DiskStoreTests(DataFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataServer Data => fixture.Data;

    [Fact]
    public async Task An_object_is_put_listed_and_read_without_a_key()
    {
        var source = await NewStoreAsync();
        await Data.PutAsync(source, "folder/grüße %2F?#.txt", "hello");
        Assert.Equal(["folder/grüße %2F?#.txt"], await Data.ListAsync(source));
        Assert.Equal("hello", await Data.GetAsync(source, "folder/grüße %2F?#.txt"));
    }

    [Fact]
    public async Task Keys_are_listed_in_order_by_prefix_and_up_to_a_limit()
    {
        var source = await NewStoreAsync();
        foreach (var key in new[] { "b/2", "a", "b.txt", "b/1", "c/d/e", "b0" })
        {
            await Data.PutAsync(source, key, key);
        }

        Assert.Equal(["a", "b.txt", "b/1", "b/2", "b0", "c/d/e"], await Data.ListAsync(source));
        Assert.Equal(["a", "b.txt", "b/1"], await Data.ListAsync(source, size: 3));
        Assert.Equal(["b/1", "b/2"], await Data.ListAsync(source, "b/"));
        Assert.Equal(["c/d/e"], await Data.ListAsync(source, "c/d/"));
        Assert.Empty(await Data.ListAsync(source, "d"));
        Assert.Equal(["1", "2"], await Data.ListAsync(source, config: new JsonObject { ["subfolder"] = "b" }));
    }

    [Fact]
    public async Task A_range_is_answered_as_storage_does()
    {
        var source = await NewStoreAsync();
        await Data.PutAsync(source, "ten", "0123456789");
        await Data.PutAsync(source, "empty", "");
        var ten = await Data.UrlAsync(source, "ten");
        using var first = await Data.GetAsync(ten, new RangeHeaderValue(0, 0));
        Assert.Equal(HttpStatusCode.PartialContent, first.StatusCode);
        Assert.Equal("bytes 0-0/10", first.Content.Headers.ContentRange!.ToString());
        using var end = await Data.GetAsync(ten, new RangeHeaderValue(8, 100));
        Assert.Equal("bytes 8-9/10", end.Content.Headers.ContentRange!.ToString());
        Assert.Equal("89", await end.Content.ReadAsStringAsync(Ct));
        using var none = await Data.GetAsync(await Data.UrlAsync(source, "empty"), new RangeHeaderValue(0, 0));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, none.StatusCode);
        Assert.Equal("bytes */0", none.Content.Headers.ContentRange!.ToString());
        Assert.Empty(await none.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task An_address_is_good_for_its_object_and_operation_only()
    {
        var source = await NewStoreAsync();
        await Data.PutAsync(source, "a", "content of a");
        await Data.PutAsync(source, "b", "content of b");
        var read = (await Data.UrlAsync(source, "a")).AbsoluteUri;
        foreach (
            var forged in new[]
            {
                read.Replace("/a?", "/b?", StringComparison.Ordinal),
                read.Replace("expires=", "expires=1", StringComparison.Ordinal),
                read.Replace("operation=read", "operation=write", StringComparison.Ordinal),
                read[..read.IndexOf('?', StringComparison.Ordinal)],
                read[..^1] + (read[^1] == '0' ? '1' : '0'),
            }
        )
        {
            using var refused = await Data.Http.GetAsync(new Uri(forged), Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var written = await Data.StoreAsync(new Uri(read), "changed");
        Assert.Equal(HttpStatusCode.Forbidden, written.StatusCode);
        Assert.Equal("content of a", await Data.GetAsync(source, "a"));
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_announced_is_not_stored()
    {
        var source = await NewStoreAsync();
        await Data.PutAsync(source, "kept", "before");
        var address = await Data.UrlAsync(source, "kept", isWritable: true);
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(address.Host, address.Port, Ct);
            var head = $"PUT {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: 1000\r\n\r\nshort";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head), Ct);
            socket.Shutdown(SocketShutdown.Send);
            try
            {
                while (await socket.ReceiveAsync(new byte[1000], Ct) > 0)
                {
                    // The server closes after its answer.
                }
            }
            catch (SocketException)
            {
                // Or it closes without one.
            }
        }

        Assert.Equal("before", await Data.GetAsync(source, "kept"));
        Assert.Equal(["kept"], await Data.ListAsync(source));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("a//b")]
    [InlineData("folder/")]
    [InlineData("/etc/passwd")]
    public async Task A_key_that_leaves_the_store_is_refused(string key)
    {
        var (status, body) = await Data.KeyAsync(await NewStoreAsync(), key, isWritable: true);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("requestError", (string?)body!["errorType"]);
    }

    [Fact]
    public async Task A_link_in_the_folder_of_a_store_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var secret = new TestFolder().Write("file", "secret");
        using var folder = new TestFolder().Write("file", "open");
        File.CreateSymbolicLink(folder.File("link"), secret.File("file"));
        Directory.CreateSymbolicLink(folder.File("folder"), secret.Path);
        var source = await NewStoreAsync(folder);
        Assert.Equal(["file"], await Data.ListAsync(source));
        using var file = await Data.GetAsync(await Data.UrlAsync(source, "link"));
        using var inFolder = await Data.GetAsync(await Data.UrlAsync(source, "folder/file"));
        using var put = await Data.StoreAsync(await Data.UrlAsync(source, "folder/new", isWritable: true), "x");
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, inFolder.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, put.StatusCode);
        Assert.False(File.Exists(secret.File("new")));
    }

    [Fact]
    public async Task A_read_only_source_gives_no_address_to_write_to()
    {
        using var folder = new TestFolder().Write("file", "open");
        var source = await NewStoreAsync(folder, new JsonObject { ["readOnly"] = true });
        var (status, _) = await Data.KeyAsync(source, "file", isWritable: true);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("open", await Data.GetAsync(source, "file"));
    }

    [Fact]
    public async Task An_unknown_source_and_one_of_somebody_else_are_refused_in_the_words_of_the_proxy()
    {
        var (unknown, body) = await Data.KeyAsync("0123456789abcdef01234567", "a");
        Assert.Equal(HttpStatusCode.BadRequest, unknown);
        Assert.Equal("credentialsError", (string?)body!["errorType"]);
        Assert.Equal("credentials response was empty", (string?)body["rawError"]);
        var (other, refusal) = await Data.KeyAsync(await NewStoreAsync(), "a", user: "stranger");
        Assert.Equal(HttpStatusCode.BadRequest, other);
        Assert.Equal("Your role does not authorize you to perform this action", (string?)refusal!["rawError"]);
    }

    [Fact]
    public async Task The_page_size_has_two_names_and_a_range()
    {
        var source = await NewStoreAsync();
        await Data.PutAsync(source, "a", "1");
        await Data.PutAsync(source, "b", "2");
        var request = new JsonObject
        {
            ["datasourceId"] = source,
            ["prefix"] = "",
            ["pageSize"] = 1,
        };
        var (_, one) = await Data.SendAsync(HttpMethod.Post, "/objectstore/list", request);
        Assert.Equal("""["a"]""", one!.ToJsonString());
        request["pageSize"] = 0;
        var (status, _) = await Data.SendAsync(HttpMethod.Post, "/objectstore/list", request);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Bytes_that_a_client_reports_are_counted_by_type_and_operation()
    {
        var counted = new ConcurrentBag<(long Bytes, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "domino.server.object_store.bytes")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, bytes, tags, _) => counted.Add((bytes, string.Join(",", tags.ToArray().Select(tag => $"{tag.Value}"))))
        );
        listener.Start();
        using var request = new HttpRequestMessage(
            HttpMethod.Head,
            new Uri("/objectstore/metric?t=S3Config&b=1000&m=read", UriKind.Relative)
        );
        request.Headers.Add("X-Domino-Api-Key", Data.Server.ApiKey);
        using var reply = await Data.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Empty(await reply.Content.ReadAsByteArrayAsync(Ct));
        Assert.Contains((1000, "S3Config,read"), counted);
    }

    private Task<string> NewStoreAsync(TestFolder? folder = null, JsonObject? more = null)
    {
        var source = more ?? [];
        source["name"] = DataFixture.NewName();
        source["type"] = "GenericS3Config";
        source["engine"] = "files";
        source["path"] = folder?.Path;
        return Data.CreateAsync(source);
    }
}
