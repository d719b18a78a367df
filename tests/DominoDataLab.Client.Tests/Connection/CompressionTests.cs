using System.IO.Compression;
using System.Text;
using DominoDataLab.Client.Tests.Raw;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class CompressionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_replies_are_read_as_JSON_as_streams_and_as_errors(string encoding)
    {
        var text = string.Concat(Enumerable.Repeat("line of a file\n", 10_000));
        await using var endpoint = new RawEndpoint(request => request.Target switch
        {
            "/version" => Compressed(encoding, """{"version":"6.2.0"}"""),
            "/v4/users/self" => Compressed(encoding, """{"message":"no"}""") with { Status = 400 },
            _ => Compressed(encoding, text),
        });
        using var client = endpoint.Connect();
        Assert.Equal("6.2.0", (await client.GetVersionAsync(Ct)).Version);
        Assert.Equal("no", (await Assert.ThrowsAsync<DominoApiException>(() => client.Users.GetSelfAsync(Ct))).ServerMessage);
        using var reader = new StreamReader(await client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct));
        Assert.Equal(text, await reader.ReadToEndAsync(Ct));
        Assert.All(endpoint.Requests, request => Assert.Contains(encoding, request.Header("Accept-Encoding"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compressed_reply_that_is_damaged_is_a_lost_connection_not_a_foreign_error()
    {
        var damaged = Compressed("gzip", """{"version":"6.2.0"}""");
        damaged.Body[^6] ^= 0xff;
        damaged.Body[12] ^= 0xff;
        await using var endpoint = new RawEndpoint(_ => damaged);
        using var client = endpoint.Connect();
        await Assert.ThrowsAnyAsync<DominoException>(() => client.GetVersionAsync(Ct));
        await using var blob = await client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct);
        await Assert.ThrowsAsync<DominoConnectionException>(() => blob.CopyToAsync(Stream.Null, Ct));
    }

    private static RawReply Compressed(string encoding, string text)
    {
        var body = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packer.Write(Encoding.UTF8.GetBytes(text));
        }

        return new RawReply(200, body.ToArray()) { ContentType = "application/json", Headers = [("Content-Encoding", encoding)] };
    }
}
