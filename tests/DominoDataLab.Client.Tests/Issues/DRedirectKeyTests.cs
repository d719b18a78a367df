using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-REDIRECT-KEY: the API key followed a redirect to another host.</summary>
public sealed class DRedirectKeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://localhost:{0}/elsewhere", false)] // another port
    [InlineData("http://127.0.0.1:{0}/elsewhere", false)] // another host and port
    [InlineData("http://localhost:{0}/elsewhere", true)]
    public async Task No_credential_goes_to_another_host_or_port(string location, bool token)
    {
        await using var stranger = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(302, string.Format(null, location, stranger.Port)));
        using var client = endpoint.Connect(options =>
            (options.ApiKey, options.AuthToken) = (token ? null : "the-key", token ? "the-token" : null)
        );
        await client.GetVersionAsync(Ct);
        Assert.Single(Assert.Single(endpoint.Requests).Credentials);
        Assert.Empty(Assert.Single(stranger.Requests).Credentials);
    }

    [Fact]
    public async Task No_credential_goes_to_another_scheme()
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        await using var secure = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""), Certificates.Localhost);
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(301, secure.Address + "/version"));
        using var client = endpoint.Connect(options => options.CertificateAuthorityFile = file.Path);
        await client.GetVersionAsync(Ct);
        Assert.Empty(Assert.Single(secure.Requests).Credentials);
    }

    [Fact]
    public async Task The_same_host_gets_it_again_and_a_way_back_does_too()
    {
        RawEndpoint? home = null;
        await using var stranger = new RawEndpoint(_ => RawReply.Redirect(307, $"{home!.Address}/last"));
        await using var endpoint = home = new RawEndpoint(request =>
            request.Target switch
            {
                "/version" => RawReply.Redirect(301, "/moved?x=1"),
                "/moved?x=1" => RawReply.Redirect(302, stranger.Address + "/there"),
                _ => RawReply.Json("""{"version":"1"}"""),
            }
        );
        using var client = endpoint.Connect();
        await client.GetVersionAsync(Ct);
        Assert.Equal(["/version", "/moved?x=1", "/last"], endpoint.Requests.Select(request => request.Target));
        Assert.All(endpoint.Requests, request => Assert.Single(request.Credentials));
        Assert.Empty(Assert.Single(stranger.Requests).Credentials);
    }

    [Fact]
    public async Task A_refusal_from_elsewhere_says_why_there_was_no_credential()
    {
        await using var stranger = new RawEndpoint(_ => RawReply.Json("{}", 401));
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(302, stranger.Address));
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Contains($"{stranger.Address}, where the request was sent on to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_https_nothing_goes_on_to_http()
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        await using var plain = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(302, plain.Address), Certificates.Localhost);
        using var client = endpoint.Connect(options => options.CertificateAuthorityFile = file.Path);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(HttpStatusCode.Found, error.StatusCode);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task Behind_an_API_proxy_the_server_s_own_address_is_still_the_proxy()
    {
        await using var proxy = new RawEndpoint(request =>
            request.Target == "/version"
                ? RawReply.Redirect(302, "https://domino.example.com/v2?a=b")
                : RawReply.Json("""{"version":"1"}""")
        );
        using var client = new DominoClient(
            new DominoClientOptions { Host = "https://domino.example.com", ApiProxy = $"localhost:{proxy.Port}" }
        );
        await client.GetVersionAsync(Ct);
        Assert.Equal(["/version", "/v2?a=b"], proxy.Requests.Select(request => request.Target));
        Assert.All(proxy.Requests, request => Assert.Empty(request.Credentials));
    }

    [Fact]
    public async Task A_circle_of_redirects_ends_with_an_error()
    {
        await using var endpoint = new RawEndpoint(request => RawReply.Redirect(302, request.Target));
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("endlessly", error.Message, StringComparison.Ordinal);
        Assert.Equal(31, endpoint.Requests.Count);
    }
}
