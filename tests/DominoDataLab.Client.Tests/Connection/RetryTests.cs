using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class RetryTests
{
    private const string Uploaded = """{"path":"p","size":9,"lastModified":0,"key":"0123456789012345678901234567890123456789"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_passing_status_is_tried_again_after_0_2_4_and_8_seconds(int status)
    {
        var clock = new SkippingClock();
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", status));
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (null, clock));
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Equal(5, endpoint.Requests.Count);
        Assert.Equal([2, 4, 8], clock.Seconds);
    }

    [Fact]
    public async Task No_wait_is_longer_than_two_minutes()
    {
        var clock = new SkippingClock(TimeSpan.FromMinutes(2));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 503));
        using var client = endpoint.Connect(options =>
            (options.MaxRetries, options.Timeout, options.TimeProvider) = (9, TimeSpan.FromHours(2), clock)
        );
        await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal([2, 4, 8, 16, 32, 64, 120, 120], clock.Seconds);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task Any_other_status_is_final(int status)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", status));
        using var client = endpoint.Connect(options => options.MaxRetries = 4);
        await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData(413, "7", 7)]
    [InlineData(429, "7", 7)]
    [InlineData(503, "7", 7)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "Fri, 02 Jan 2026 03:04:35 GMT", 30)]
    public async Task The_server_s_Retry_After_is_kept_to_in_seconds_or_as_a_date(int status, string retryAfter, int seconds)
    {
        var clock = new SkippingClock(TimeSpan.FromMinutes(2));
        var left = 1;
        await using var endpoint = new RawEndpoint(_ =>
            left-- > 0 ? RawReply.Json("{}", status, ("Retry-After", retryAfter)) : RawReply.Json("""{"version":"1"}""")
        );
        using var client = endpoint.Connect(options =>
            (options.MaxRetries, options.Timeout, options.TimeProvider) = (4, TimeSpan.FromHours(2), clock)
        );
        await client.GetVersionAsync(Ct);
        Assert.Equal([seconds], clock.Seconds);
    }

    [Theory]
    [InlineData("121")]
    [InlineData("Fri, 02 Jan 2026 04:04:05 GMT")]
    public async Task A_server_that_asks_for_more_than_two_minutes_is_not_waited_for(string retryAfter)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 503, ("Retry-After", retryAfter)));
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, new SkippingClock()));
        await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_Retry_After_in_the_past_is_now()
    {
        var clock = new SkippingClock();
        var left = 1;
        await using var endpoint = new RawEndpoint(_ =>
            left-- > 0 ? RawReply.Json("{}", 503, ("Retry-After", "Thu, 01 Jan 2026 00:00:00 GMT")) : RawReply.Json("""{"version":"1"}""")
        );
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, clock));
        await client.GetVersionAsync(Ct);
        Assert.Empty(clock.Seconds);
    }

    [Fact]
    public async Task A_get_whose_connection_breaks_before_or_amid_the_reply_is_sent_again()
    {
        var tries = 0;
        await using var endpoint = new RawEndpoint(_ =>
            ++tries switch
            {
                1 => RawReply.Cut,
                2 => RawReply.Json("""{"vers""") with { MissingBytes = 10 },
                _ => RawReply.Json("""{"version":"1"}"""),
            }
        );
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, new SkippingClock()));
        Assert.Equal("1", (await client.GetVersionAsync(Ct)).Version);
    }

    [Fact]
    public async Task A_post_whose_connection_breaks_is_not_sent_again_and_the_error_says_that_it_may_have_arrived()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Cut);
        using var client = endpoint.Connect(options => options.MaxRetries = 4);
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() =>
            client.Projects.CreateByFormAsync("p", cancellationToken: Ct)
        );
        Assert.True(error.RequestMayHaveArrived);
        Assert.Contains("may have done what was asked", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_post_that_gets_a_passing_status_is_not_sent_again(int status)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", status, ("Retry-After", "1")));
        using var client = endpoint.Connect(options => options.MaxRetries = 4);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.ForkAsync("i", "n", Ct));
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task A_post_that_found_no_connection_is_tried_again()
    {
        var tries = 0;
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}"));
        var options = new DominoClientOptions
        {
            Host = endpoint.Address,
            ApiKey = "k",
            MaxRetries = 2,
            TimeProvider = new SkippingClock(),
        };
        using var http = new HttpClient(FailingConnects(options, () => ++tries <= 2)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new DominoClient(options, http);
        await client.Projects.CreateByFormAsync("p", cancellationToken: Ct);
        Assert.Equal("projectName=p", Assert.Single(endpoint.Requests).Text);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Without_any_connection_the_error_says_that_nothing_was_sent()
    {
        var options = new DominoClientOptions
        {
            Host = "http://localhost:1",
            ApiKey = "k",
            MaxRetries = 0,
        };
        using var http = new HttpClient(FailingConnects(options, () => true)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new DominoClient(options, http);
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() =>
            client.Projects.CreateByFormAsync("p", cancellationToken: Ct)
        );
        Assert.False(error.RequestMayHaveArrived);
        Assert.Contains("http://localhost:1 could not be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_put_that_is_sent_again_has_its_whole_body_again()
    {
        var tries = 0;
        await using var endpoint = new RawEndpoint(_ =>
            ++tries switch
            {
                1 => RawReply.Json("{}", 503),
                2 => RawReply.Cut,
                _ => RawReply.Json(Uploaded),
            }
        );
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, new SkippingClock()));
        var content = new MemoryStream(Encoding.ASCII.GetBytes("--all of it")) { Position = 2 };
        await client.Project("o/p").Files.UploadAsync(content, "f", cancellationToken: Ct);
        Assert.Equal(["all of it", "all of it", "all of it"], endpoint.Requests.Select(request => request.Text));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void A_number_of_repetitions_out_of_range_is_refused(int retries)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new DominoClient(
                new DominoClientOptions
                {
                    Host = "h",
                    ApiKey = "k",
                    MaxRetries = retries,
                }
            )
        );
        Assert.Contains(retries.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    private static SocketsHttpHandler FailingConnects(DominoClientOptions options, Func<bool> fails)
    {
        var handler = DominoClient.CreateHandler(options);
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            if (fails())
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return handler;
    }
}
