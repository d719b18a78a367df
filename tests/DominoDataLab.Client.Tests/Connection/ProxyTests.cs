using System.Net.Sockets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>The network proxy of the environment: who is reached through it, and what is said when it fails.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class ProxyTests
{
    private const string Server = "http://domino.test";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The answers are those of <c>should_bypass_proxies</c> in requests 2.34.</summary>
    [Theory]
    [InlineData("*", "http://domino.test", true)]
    [InlineData("domino.test", "http://domino.test", true)]
    [InlineData("DOMINO.test", "http://domino.test", true)]
    [InlineData(".test", "http://domino.test", true)]
    [InlineData("test", "http://domino.test", true)]
    [InlineData(".domino.test", "http://domino.test", true)]
    [InlineData("ino.test", "http://domino.test", false)]
    [InlineData(".ino.test", "http://domino.test", false)]
    [InlineData("other.test, domino.test", "http://domino.test", true)]
    [InlineData("domino.test:8080", "http://domino.test:8080", true)]
    [InlineData("domino.test:8081", "http://domino.test:8080", false)]
    [InlineData("domino.test:8080", "http://domino.test", false)]
    [InlineData(".test:8080", "http://domino.test:8080", true)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3", true)]
    [InlineData("10.1.2.9/24", "http://10.1.2.3", true)]
    [InlineData("10.1.3.0/24", "http://10.1.2.3", false)]
    [InlineData("10.1.2.3/32", "http://10.1.2.3", true)]
    [InlineData("10.1.2.3/0", "http://10.1.2.3", false)]
    [InlineData("10.1.2.3", "http://10.1.2.3:8080", true)]
    [InlineData("10.1.2.4", "http://10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "http://domino.test", false)]
    [InlineData("::1", "http://[::1]:8080", true)]
    [InlineData("other.test", "http://domino.test", false)]
    [InlineData("*.test", "http://domino.test", false)]
    [InlineData("", "http://domino.test", false)]
    // Here requests sends the request to the proxy.
    [InlineData("10.1.2.3:8080", "http://10.1.2.3:8080", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080", true)]
    [InlineData("fd00::/8", "http://[fd00::1]", true)]
    public void NO_PROXY_is_read_as_by_requests(string exceptions, string address, bool isDirect)
    {
        foreach (var name in new[] { "no_proxy", "NO_PROXY" })
        {
            using var variables = new ProcessVariables(("HTTP_PROXY", "http://proxy.test:3128"), (name, exceptions));
            using var handler = DominoClient.CreateHandler(new DominoClientOptions());
            Assert.Equal(isDirect, handler.Proxy!.IsBypassed(new Uri(address)));
        }
    }

    [Theory]
    [InlineData("http_proxy", "proxy.test:3128", "http://domino.test", "http://proxy.test:3128/")]
    [InlineData("HTTP_PROXY", "http://proxy.test", "http://domino.test", "http://proxy.test/")]
    [InlineData("HTTPS_PROXY", " https://proxy.test:3128/ ", "https://domino.test", "https://proxy.test:3128/")]
    [InlineData("all_proxy", "socks5://proxy.test", "https://domino.test", "socks5://proxy.test:1080/")]
    [InlineData("ALL_PROXY", "socks5h://proxy.test:1", "http://domino.test", "socks5://proxy.test:1/")]
    [InlineData("HTTP_PROXY", "http://ada:s%40crt@proxy.test:3128", "http://domino.test", "http://proxy.test:3128/")]
    public void The_proxy_of_an_address_is_the_one_of_its_scheme(string name, string value, string address, string proxy)
    {
        using var variables = new ProcessVariables((name, value));
        using var handler = DominoClient.CreateHandler(new DominoClientOptions());
        var used = handler.Proxy!.GetProxy(new Uri(address));
        Assert.Equal(proxy, used?.AbsoluteUri);
        var credential = handler.Proxy.Credentials!.GetCredential(used!, "Basic");
        Assert.Equal(
            value.Contains('@', StringComparison.Ordinal) ? ("ada", "s@crt") : (null, null),
            (credential?.UserName, credential?.Password)
        );
    }

    [Theory]
    [InlineData("HTTP_PROXY", "ftp://proxy.test:1", "ftp://proxy.test:1")]
    [InlineData("https_proxy", "http://proxy.test:port", "http://proxy.test:port")]
    [InlineData("ALL_PROXY", "http://ada:s3cret@:3128", "...@:3128")]
    [InlineData("HTTPS_PROXY", "ada:s3cret@pro xy", "...@pro xy")]
    public void A_value_that_is_not_a_proxy_is_refused_with_its_name_and_without_its_password(string name, string value, string shown)
    {
        using var variables = new ProcessVariables((name, value));
        foreach (var make in new Action[] { () => Client(), () => DominoClient.CreateHandler(new DominoClientOptions()) })
        {
            var error = Assert.Throws<ArgumentException>(make);
            Assert.StartsWith(
                $"{name} is '{shown}', which is not a valid address of a proxy. Use the form http://",
                error.Message,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://domino.test")]
    [InlineData("https://domino.test")]
    public async Task A_proxy_that_cannot_be_reached_is_named_and_not_the_server(string host)
    {
        var proxy = $"http://127.0.0.1:{UnusedPort()}";
        using var variables = new ProcessVariables(("ALL_PROXY", proxy));
        using var client = Client(host);
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains(
            $"The proxy {proxy}, which leads to {host}, could not be used. Check the proxy",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.False(error.RequestMayHaveArrived);
    }

    [Theory]
    [InlineData(502, "answered 502 and did not connect to https://domino.test.")]
    [InlineData(407, "requires a user name and password (407).")]
    public async Task A_proxy_that_refuses_a_tunnel_is_named(int status, string said)
    {
        await using var proxy = new RawEndpoint(_ => RawReply.Json("{}", status, ("Proxy-Authenticate", "Basic realm=\"x\"")));
        using var variables = new ProcessVariables(("HTTPS_PROXY", Secret(proxy)));
        using var client = Client("https://domino.test");
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains($"The proxy {proxy.Address} {said}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(407, "The proxy {0} requires a user name and password (407).")]
    [InlineData(502, "http://domino.test answered 502. The answer may be from the proxy {0}.")]
    public async Task A_refusal_of_the_proxy_is_told_from_one_of_the_server(int status, string said)
    {
        await using var proxy = new RawEndpoint(_ => RawReply.Json("{}", status));
        using var variables = new ProcessVariables(("HTTP_PROXY", Secret(proxy)));
        using var client = Client();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Contains(said.Replace("{0}", proxy.Address, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_name_and_password_of_the_proxy_are_sent_to_it()
    {
        await using var proxy = new RawEndpoint(request =>
            request.Headers.ContainsKey("Proxy-Authorization")
                ? RawReply.Json("""{"version":"1"}""")
                : RawReply.Json("{}", 407, ("Proxy-Authenticate", "Basic realm=\"x\""))
        );
        using var variables = new ProcessVariables(("HTTP_PROXY", Secret(proxy)));
        using var client = Client();
        Assert.Equal("1", (await client.GetVersionAsync(Ct)).Version);
        Assert.Equal("Basic YWRhOnMzY3JldA==", proxy.Requests[^1].Headers["Proxy-Authorization"]);
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_is_named_beside_the_server()
    {
        await using var proxy = new RawEndpoint(_ => RawReply.Silence);
        using var variables = new ProcessVariables(("HTTP_PROXY", proxy.Address));
        using var client = Client(configure: options => options.Timeout = TimeSpan.FromMilliseconds(200));
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() => client.GetVersionAsync(Ct));
        Assert.Contains($"{Server}, through the proxy {proxy.Address}, did not answer", error.Message, StringComparison.Ordinal);
    }

    private static string Secret(RawEndpoint proxy) => proxy.Address.Replace("://", "://ada:s3cret@", StringComparison.Ordinal);

    private static DominoClient Client(string host = Server, Action<DominoClientOptions>? configure = null)
    {
        var options = new DominoClientOptions
        {
            Host = host,
            ApiKey = "k",
            MaxRetries = 0,
        };
        configure?.Invoke(options);
        return new DominoClient(options);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
