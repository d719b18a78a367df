using DominoDataLab.Client.Tests.Wire;

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
        await using var endpoint = new RawEndpoint(request =>
            request.Target switch
            {
                "/version" => RawReply.Compressed(encoding, """{"version":"6.2.0"}"""),
                "/v4/users/self" => RawReply.Compressed(encoding, """{"message":"no"}""") with { Status = 400 },
                _ => RawReply.Compressed(encoding, text),
            }
        );
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
        var damaged = RawReply.Compressed("gzip", """{"version":"6.2.0"}""");
        damaged.Body[^6] ^= 0xff;
        damaged.Body[12] ^= 0xff;
        await using var endpoint = new RawEndpoint(_ => damaged);
        using var client = endpoint.Connect();
        await Assert.ThrowsAnyAsync<DominoException>(() => client.GetVersionAsync(Ct));
        await using var blob = await client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct);
        await Assert.ThrowsAsync<DominoConnectionException>(() => blob.CopyToAsync(Stream.Null, Ct));
    }
}
