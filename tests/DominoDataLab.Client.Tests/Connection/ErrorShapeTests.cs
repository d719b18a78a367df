using System.Net;
using System.Text;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>Every form in which Domino says that something went wrong.</summary>
public sealed class ErrorShapeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    // The public API.
    [InlineData(422, """{"requestId":"r-1","errors":["name is missing","tier is unknown"]}""", "name is missing; tier is unknown", "r-1")]
    [InlineData(400, """{"error":"bad thing"}""", "bad thing", null)] // public API, newer
    [InlineData(400, """{"message":"bad body"}""", "bad body", null)] // public API, older; and v4
    [InlineData(500, "\"just a text\"", "just a text", null)]
    [InlineData(400, """{"errors":[{"field":"name"}]}""", """{"field":"name"}""", null)]
    [InlineData(500, """{"unknown":1}""", null, null)]
    [InlineData(500, "[1]", null, null)]
    [InlineData(500, "{ cut off", null, null)]
    [InlineData(500, "", null, null)]
    [InlineData(400, """{"message":"\ud800 bad"}""", "\\ud800 bad", null)]
    [InlineData(400, """{"message":"txt\u202exe.\u2066"}""", "txt xe.", null)]
    [InlineData(400, """{"message":"the key is the-key"}""", "the key is ***", null)]
    [InlineData(400, """{"message":"two\nlines\u001b[31m"}""", "two lines [31m", null)]
    public async Task The_server_s_own_words_and_the_request_id_come_from_the_envelope(
        int status,
        string body,
        string? words,
        string? requestId
    )
    {
        var error = await RefusalAsync(RawReply.Json(body, status));
        Assert.Equal((status, words, requestId), ((int)error.StatusCode, error.ServerMessage, error.RequestId));
        Assert.Equal("GET /v4/users/self", error.Route);
        Assert.StartsWith(
            words is not null && status < 500 ? $"GET /v4/users/self: {words}" : "GET /v4/users/self: http://localhost:",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($" answered {status}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_id_may_come_in_a_header()
    {
        var error = await RefusalAsync(RawReply.Json("{}", 500, ("X-Request-Id", "h-9")));
        Assert.Equal("h-9", error.RequestId);
        Assert.Contains("Request id h-9", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><head><TITLE lang=\"en\">\n 502 Bad &amp; Gateway </TITLE></head>", "502 Bad & Gateway")]
    [InlineData("<html><body>no title</body></html>", null)]
    public async Task Of_a_web_page_the_title_is_shown(string page, string? words) =>
        Assert.Equal(words, (await RefusalAsync(RawReply.Html(page, 502))).ServerMessage);

    [Theory]
    [InlineData(" out of order \n", "out of order")]
    [InlineData(" \n", null)]
    public async Task A_plain_text_is_the_message(string text, string? words) =>
        Assert.Equal(
            words,
            (await RefusalAsync(new RawReply(500, Encoding.UTF8.GetBytes(text)) { ContentType = "text/plain" })).ServerMessage
        );

    [Fact]
    public async Task A_binary_refusal_says_what_its_status_means_and_shows_no_bytes()
    {
        var error = await RefusalAsync(new RawReply(403, [0, 159, 146, 150, 255, 7]) { ContentType = "application/octet-stream" });
        Assert.Equal((HttpStatusCode.Forbidden, null), (error.StatusCode, error.ServerMessage));
        Assert.Contains("The credential was accepted but may not do this", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task A_route_that_this_version_lacks_is_told_from_a_thing_that_is_missing()
    {
        var route = await RefusalAsync(RawReply.Html("<title>Action not found</title>", 404));
        Assert.Contains("this version of Domino has no such route", route.Message, StringComparison.Ordinal);
        var thing = await RefusalAsync(RawReply.Json("""{"message":"No such user"}""", 404));
        Assert.DoesNotContain("no such route", thing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        var error = await RefusalAsync(RawReply.Json($$"""{"message":"{{new string('x', 5000)}}"}""", 400));
        Assert.Equal(new string('x', 500) + "...", error.ServerMessage);
    }

    [Fact]
    public async Task An_explanation_that_breaks_off_does_not_hide_the_status()
    {
        var error = await RefusalAsync(RawReply.Json("""{"mess""", 403) with { MissingBytes = 50 });
        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
    }

    [Theory]
    [InlineData("null", "Expected an object, but found: null")]
    [InlineData("{\"id\":", "expected valid JSON, but found: {\"id\":")]
    [InlineData("", "Expected valid JSON, but the response is empty")]
    [InlineData("{\"id\":5}", "At '$.id', expected a string, but found: 5")]
    [InlineData("{\"id\":\"0123456789abcdef01234567\"}", "At '$.userName', expected a string, but it is missing")]
    public async Task A_success_without_the_expected_JSON_is_an_error(string body, string message)
    {
        var error = await RefusalAsync(RawReply.Json(body));
        Assert.Equal(HttpStatusCode.OK, error.StatusCode);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<DominoApiException> RefusalAsync(RawReply reply)
    {
        await using var endpoint = new RawEndpoint(_ => reply);
        using var client = endpoint.Connect();
        return await Assert.ThrowsAnyAsync<DominoApiException>(() => client.Users.GetSelfAsync(Ct));
    }
}
