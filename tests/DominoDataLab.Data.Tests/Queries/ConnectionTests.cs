using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>Queries go to the configured address, with or without TLS.</summary>
public sealed class ConnectionTests : QueryTest
{
    private static readonly List<IpcMessage> Pokemon = IpcMessages.Of(Tables.PokemonSchema, Tables.Pokemon());

    [Theory]
    [InlineData("grpc://127.0.0.1:{0}")]
    [InlineData("grpc+tcp://127.0.0.1:{0}")]
    [InlineData(" grpc://localhost:{0}/ ")]
    public async Task Case_102_cleartext_locations_work(string location)
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(
            server,
            options => options.FlightHost = string.Format(System.Globalization.CultureInfo.InvariantCulture, location, server.FlightPort)
        );

        Assert.Equal([7, 14, 21], await NumbersAsync(await QueryAsync(client)));
    }

    [Fact]
    public async Task Case_102_a_unix_domain_socket_works()
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, _) => call.SendAsync(Pokemon),
            socketPath: folder["flight socket"]
        );
        using var client = Client(server, options => options.FlightHost = $"grpc+unix://{folder.Path}/flight%20socket");

        Assert.Equal([7, 14, 21], await NumbersAsync(await QueryAsync(client)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("grpc://127.0.0.1")]
    [InlineData("grpc://127.0.0.1:1/path")]
    [InlineData("grpc://user:secret@127.0.0.1:1")]
    [InlineData("grpc+unix://host/path")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Case_102_another_location_is_a_clear_error_at_the_first_query_and_not_before(string? location)
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server, options => options.FlightHost = location);
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => source.QueryAsync("SELECT 1", Stop));

        Assert.Contains("DOMINO_DATASOURCE_PROXY_FLIGHT_HOST", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_121_over_tls_an_untrusted_certificate_is_an_error_and_a_trusted_root_works()
    {
        using var folder = new TestFolder();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var roots = folder.Write("roots.pem", certificate.ExportCertificatePem());
        await using var server = await ScriptedFlightServer.StartAsync((call, _) => call.SendAsync(Pokemon), certificate);
        using var distrusting = Client(server, options => options.FlightHost = $"grpc+tls://127.0.0.1:{server.FlightPort}");
        using var trusting = Client(
            server,
            options => (options.FlightHost, options.FlightCertificateAuthorityFile) = ($"grpc+tls://127.0.0.1:{server.FlightPort}", roots)
        );

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(distrusting));
        Assert.Contains("TLS", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Calls);
        Assert.Equal([7, 14, 21], await NumbersAsync(await QueryAsync(trusting)));
    }
}
