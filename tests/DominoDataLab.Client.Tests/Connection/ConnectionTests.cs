using System.Net;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class ConnectionTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_key_is_refused_with_advice_and_is_not_shown()
    {
        using var stranger = domino.Connect(apiKey: "wrong-secret");
        var error = await Assert.ThrowsAsync<DominoApiException>(() => stranger.Users.GetSelfAsync(Ct));
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Contains("DescribeCredential", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error + stranger.ToString() + stranger.DescribeCredential(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_fits_users_and_the_message_adds_the_request_and_advice_for_programmers()
    {
        using var stranger = domino.Connect(apiKey: "wrong-secret");
        var refused = await Assert.ThrowsAsync<DominoApiException>(() => stranger.Users.GetSelfAsync(Ct));
        Assert.Equal($"{refused.Route}: {refused.Summary} To see which credential was used, call DescribeCredential().", refused.Message);
        using var unreachable = new DominoClient(
            new DominoClientOptions
            {
                Host = "http://127.0.0.1:9",
                ApiKey = "k",
                MaxRetries = 0,
            }
        );
        var lost = await Assert.ThrowsAsync<DominoConnectionException>(() => unreachable.GetVersionAsync(Ct));
        Assert.StartsWith("http://127.0.0.1:9 could not be reached. ", lost.Summary, StringComparison.Ordinal);
        Assert.Equal($"GET /version: {lost.Summary}", lost.Message);
        var missing = await Assert.ThrowsAsync<DominoNotFoundException>(() => domino.Client.Jobs.GetAsync("0123456789abcdef01234567", Ct));
        Assert.Equal(missing.Summary, missing.Message);
    }

    [Fact]
    public async Task An_unreachable_host_is_a_connection_error_that_names_it()
    {
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = "http://127.0.0.1:9",
                ApiKey = "k",
                MaxRetries = 0,
            }
        );
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transient_error_of_a_GET_is_retried_and_a_permanent_one_keeps_its_status()
    {
        await using var server = await DominoFixture.StartServerAsync("faults", new LocalDominoOptions { EnableFaults = true });
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = server.Address.AbsoluteUri,
                ApiKey = server.ApiKey,
                MaxRetries = 1,
            }
        );
        server.Faults.FailNext("GET /v4/users/self", count: 1);
        Assert.Equal(server.UserName, (await client.Users.GetSelfAsync(Ct)).UserName);
        server.Faults.FailNext("GET /v4/users/self", count: 2);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Users.GetSelfAsync(Ct));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
    }

    [Fact]
    public async Task A_POST_is_not_retried_after_the_server_may_have_received_it()
    {
        await using var server = await DominoFixture.StartServerAsync("faults", new LocalDominoOptions { EnableFaults = true });
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        server.Faults.FailNext("POST /v4/projects", count: 1);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.CreateAsync(new() { Name = "once" }, Ct));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.Null(await client.Projects.FindAsync(server.UserName, "once", Ct));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_time_out_and_a_cancelled_call_is_not()
    {
        await using var server = await DominoFixture.StartServerAsync("faults", new LocalDominoOptions { EnableFaults = true });
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = server.Address.AbsoluteUri,
                ApiKey = server.ApiKey,
                MaxRetries = 0,
                Timeout = TimeSpan.FromMilliseconds(200),
            }
        );
        server.Faults.FailNext("GET /version", count: 2, status: 0, delay: TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<DominoTimeoutException>(() => client.GetVersionAsync(Ct));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetVersionAsync(cancelled.Token));
    }

    [Theory]
    [InlineData("https://domino.example.com/some/path", "https://domino.example.com/")]
    [InlineData("http://localhost:8080/domino?x=1#y", "http://localhost:8080/")]
    [InlineData("http://[::1]:80/x", "http://[::1]/")]
    [InlineData("domino.example.com", "https://domino.example.com/")]
    public void A_host_is_its_scheme_and_authority(string given, string used)
    {
        using var client = new DominoClient(new DominoClientOptions { Host = given, ApiKey = "k" });
        Assert.Equal(used, client.Host.AbsoluteUri);
    }

    [Theory]
    [InlineData("4.1.0rc1", "4.1.0")]
    [InlineData("9.9", "10.0")]
    [InlineData("4.1.0", "4.1.0.post1")]
    [InlineData("4.1.0.dev3", "4.1.0a1")]
    public void Versions_compare_by_number_and_stage(string older, string newer) =>
        Assert.True(DominoVersion.Parse(older) < DominoVersion.Parse(newer));
}
