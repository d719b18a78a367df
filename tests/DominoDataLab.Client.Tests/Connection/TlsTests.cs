using System.Security.Cryptography.X509Certificates;
using System.Text;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Connection;

public sealed class TlsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_and_the_error_says_what_to_do()
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => options.MaxRetries = 4);
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("CertificateAuthorityFile", error.Message, StringComparison.Ordinal);
        Assert.Contains("DOMINO_VERIFY_CERTIFICATE", error.Message, StringComparison.Ordinal);
        Assert.False(error.RequestMayHaveArrived);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task An_https_address_of_a_server_without_TLS_is_an_error_that_says_to_use_http()
    {
        await using var server = await LocalServer.LocalDomino.StartAsync(cancellationToken: Ct);
        using var client = new DominoClient(new DominoClientOptions { Host = $"https://127.0.0.1:{server.Address.Port}", ApiKey = "k" });
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("use http:// in the address (DOMINO_API_HOST)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_address_of_a_server_that_expects_TLS_is_an_error_that_says_to_use_https()
    {
        using var certificate = new TemporaryFile(
            Certificates.Localhost.ExportCertificatePem() + "\n" + Certificates.Localhost.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()
        );
        await using var server = await LocalServer.LocalDomino.StartAsync(
            new LocalServer.LocalDominoOptions { CertificateFile = certificate.Path },
            Ct
        );
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = $"http://127.0.0.1:{server.Address.Port}",
                ApiKey = "k",
                MaxRetries = 0,
            }
        );
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("If the server uses TLS, use https:// in the address (DOMINO_API_HOST).", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>")]
    [InlineData("text/plain", "Client sent an HTTP request to an HTTPS server.")]
    public async Task A_server_that_says_that_it_expects_TLS_is_an_error_that_says_to_use_https(string type, string body)
    {
        await using var endpoint = new RawEndpoint(_ => new RawReply(400, Encoding.UTF8.GetBytes(body)) { ContentType = type });
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("If the server uses TLS, use https:// in the address (DOMINO_API_HOST).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_later_is_no_reason_to_use_https()
    {
        var isFirst = true;
        await using var endpoint = new RawEndpoint(_ => Interlocked.Exchange(ref isFirst, false) ? RawReply.Json("{}", 403) : RawReply.Cut);
        using var client = endpoint.Connect();
        await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.DoesNotContain("https://", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_its_authority_makes_it_good()
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options => options.CertificateAuthorityFile = file.Path);
        Assert.Equal("1", (await client.GetVersionAsync(Ct)).Version);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_even_so()
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect(options =>
            (options.CertificateAuthorityFile, options.Host) = (file.Path, $"https://127.0.0.1:{endpoint.Port}")
        );
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Contains("RemoteCertificateNameMismatch", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task Without_the_check_any_certificate_is_good_and_the_log_warns()
    {
        await using var endpoint = Endpoint();
        var log = new LogCollector();
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = $"https://127.0.0.1:{endpoint.Port}",
                ApiKey = "k",
                VerifyCertificate = false,
            },
            loggerFactory: log
        );
        Assert.Equal("1", (await client.GetVersionAsync(Ct)).Version);
        Assert.Contains(
            "certificate is not checked",
            Assert.Single(log.Entries, entry => entry.Level == LogLevel.Warning).Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("no certificate at all", "contains no certificates")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read")]
    [InlineData(null, "cannot be read")]
    public void A_file_of_authorities_without_any_is_refused_when_the_client_is_made(string? content, string message)
    {
        using var file = new TemporaryFile(content ?? "");
        var path = content is null ? file.Path + "-missing" : file.Path;
        var error = Assert.Throws<DominoException>(() =>
            new DominoClient(
                new DominoClientOptions
                {
                    Host = "h",
                    ApiKey = "k",
                    CertificateAuthorityFile = path,
                }
            )
        );
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static RawEndpoint Endpoint() => new(_ => RawReply.Json("""{"version":"1"}"""), Certificates.Localhost);
}
