using System.IO.Compression;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>A broken or hostile server cannot harm the client.</summary>
public sealed class HostileServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_malformed_cookie_does_not_break_later_requests_and_no_cookie_is_sent()
    {
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json("""{"version":"1"}""", 200, ("Set-Cookie", "a=\u00ff; path=/"), ("Set-Cookie", "b=c; path=/"))
        );
        using var client = endpoint.Connect();
        await client.Users.GetSelfAsync(Ct).ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        await client.GetVersionAsync(Ct);
        Assert.Equal(2, endpoint.Requests.Count);
        Assert.All(endpoint.Requests, request => Assert.Null(request.Header("Cookie")));
    }

    [Fact]
    public async Task A_response_that_unpacks_to_more_than_the_limit_is_refused()
    {
        var body = new MemoryStream();
        await using (var packer = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            await packer.WriteAsync(new byte[3 << 20], Ct);
        }

        await using var endpoint = new RawEndpoint(_ => new RawReply(200, body.ToArray())
        {
            ContentType = "application/json",
            Headers = [("Content-Encoding", "gzip")],
        });
        using var client = endpoint.Connect(options => options.MaxResponseSizeBytes = 1 << 20);
        var error = await Assert.ThrowsAsync<InvalidResponseException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("at most 1048576 bytes", error.Summary, StringComparison.Ordinal);
        Assert.EndsWith(" To allow more, set MaxResponseSizeBytes.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_response_with_variables_shows_none_of_their_values()
    {
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json("""{"vars":[{"name":"A","value":"hunter2"},{"name":5,"value":"hunter2"}]}""")
        );
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAnyAsync<DominoException>(async () =>
        {
            await foreach (var _ in client.Users.Variables.ListAsync(Ct)) { }
        });
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_response_shows_neither_the_credential_nor_more_than_500_characters()
    {
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json($$"""{"version":["the-key\u202e{{new string('x', 600)}}","the-key"]}""")
        );
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<InvalidResponseException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(("$.version", "a string"), (error.JsonPath, error.Expected));
        Assert.DoesNotContain("the-key", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 700, error.Message);
    }
}
