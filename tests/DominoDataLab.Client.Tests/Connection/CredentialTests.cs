using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class CredentialTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_file_is_read_anew_for_every_request()
    {
        using var file = new TemporaryFile("first\nsecond line");
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => (options.ApiKey, options.TokenFile) = (null, file.Path));
        await client.Users.GetSelfAsync(Ct);
        file.Write("renewed \t\r\n");
        await client.Users.GetSelfAsync(Ct);
        file.Write("  leading");
        await client.Users.GetSelfAsync(Ct);
        Assert.Equal(
            ["Authorization: Bearer first", "Authorization: Bearer renewed", "Authorization: Bearer   leading"],
            endpoint.Requests.Select(request => Assert.Single(request.Credentials))
        );
    }

    [Theory]
    [InlineData("", "has no token on its first line")]
    [InlineData("\ntoken", "has no token on its first line")]
    [InlineData(" \t \n", "has no token on its first line")]
    [InlineData("tok\u00e9n", "has a character that no HTTP header may hold")]
    [InlineData(null, "cannot be read")]
    public async Task A_token_file_without_a_usable_token_is_an_error_and_nothing_is_sent(string? content, string message)
    {
        using var file = new TemporaryFile(content ?? "");
        if (content is null)
        {
            file.Dispose();
        }

        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => (options.ApiKey, options.TokenFile) = (null, file.Path));
        var error = await Assert.ThrowsAsync<DominoCredentialException>(() => client.Users.GetSelfAsync(Ct));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task A_token_file_without_end_is_not_read_to_its_end()
    {
        using var file = new TemporaryFile(new string('x', 100_000));
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => (options.ApiKey, options.TokenFile) = (null, file.Path));
        var error = await Assert.ThrowsAsync<DominoCredentialException>(() => client.Users.GetSelfAsync(Ct));
        Assert.Contains("longer than 65536", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tok", "Bearer tok")]
    [InlineData("Bearer tok", "Bearer tok")]
    [InlineData("bearer  tok \n", "Bearer tok")]
    [InlineData("Bearertok", "Bearer Bearertok")]
    public async Task Bearer_is_not_sent_twice(string token, string header)
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => (options.ApiKey, options.AuthToken) = (null, token));
        await client.Users.GetSelfAsync(Ct);
        Assert.Equal(["Authorization: " + header], Assert.Single(endpoint.Requests).Credentials);
    }

    [Fact]
    public async Task An_API_key_is_the_only_credential_sent()
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => options.ApiKey = " the-key\n");
        await client.Users.GetSelfAsync(Ct);
        Assert.Equal(["X-Domino-Api-Key: the-key"], Assert.Single(endpoint.Requests).Credentials);
    }

    [Theory]
    [InlineData("se\ncret")]
    [InlineData("secr\u00e9t")]
    [InlineData("se\0cret")]
    public void A_key_or_token_that_no_header_can_hold_is_refused_unseen(string secret)
    {
        foreach (var make in new Func<string, DominoCredential>[] { DominoCredential.ApiKey, DominoCredential.BearerToken })
        {
            var error = Assert.Throws<DominoCredentialException>(() => make(secret));
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
            Assert.Contains("character that no HTTP header may hold", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer  ")]
    public void A_bearer_without_a_token_is_refused(string token) =>
        Assert.Throws<DominoCredentialException>(() => DominoCredential.BearerToken(token));

    [Fact]
    public async Task A_proxy_gets_every_request_and_no_credential()
    {
        await using var proxy = Endpoint();
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = "https://user:pw@domino.example.com:8443/x",
                ApiProxy = $"localhost:{proxy.Port}",
                ApiKey = "k",
            }
        );
        await client.Users.GetSelfAsync(Ct);
        var request = Assert.Single(proxy.Requests);
        Assert.Equal(("/v4/users/self", $"localhost:{proxy.Port}"), (request.Target, request.Header("Host")));
        Assert.Empty(request.Credentials);
    }

    [Theory]
    [InlineData("ftp://h:80")]
    [InlineData("h")]
    [InlineData("http://h")]
    [InlineData("http://h:80/")]
    [InlineData("h:80/path")]
    [InlineData("h:")]
    [InlineData("h:8x")]
    [InlineData("u:secret@h:80")]
    public void A_proxy_of_another_form_is_refused(string proxy)
    {
        var error = Assert.Throws<DominoCredentialException>(() => DominoCredential.ApiProxy(proxy));
        Assert.Contains("host:port or http://host:port", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_is_asked_before_every_request()
    {
        var asked = 0;
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options =>
            options.Credential = DominoCredential.FromCallback(_ => ValueTask.FromResult($"t{++asked}"))
        );
        await client.Users.GetSelfAsync(Ct);
        await client.Users.GetSelfAsync(Ct);
        Assert.Equal(
            ["Authorization: Bearer t1", "Authorization: Bearer t2"],
            endpoint.Requests.SelectMany(request => request.Credentials)
        );
    }

    [Fact]
    public async Task What_a_callback_throws_does_not_look_like_Domino_s_failure()
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options =>
            (options.MaxRetries, options.Credential) = (
                4,
                DominoCredential.FromCallback(_ => throw new HttpRequestException("the vault is closed"))
            )
        );
        var error = await Assert.ThrowsAsync<DominoCredentialException>(() => client.Users.GetSelfAsync(Ct));
        Assert.Contains("the vault is closed", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("X-Domino-Api-Key")]
    public void Connections_that_send_a_credential_of_their_own_are_refused(string header)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add(header, "other");
        Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { Host = "h", ApiKey = "k" }, http));
    }

    [Fact]
    public void Connections_with_a_time_limit_of_their_own_are_refused()
    {
        using var http = new HttpClient();
        var error = Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { Host = "h", ApiKey = "k" }, http));
        Assert.Contains("The Timeout of the given HttpClient is 00:01:40", error.Message, StringComparison.Ordinal);
        Assert.Contains("Timeout.InfiniteTimeSpan", error.Message, StringComparison.Ordinal);
    }

    private static RawEndpoint Endpoint() => new(_ => RawReply.Json("""{"id":"i","userName":"u"}"""));
}
