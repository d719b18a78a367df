using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DominoDataLab.LocalServer.Data.Tests.Flight;

namespace DominoDataLab.LocalServer.Data.Tests;

public sealed class ServerTests(DataFixture fixture)
{
    [Fact]
    public async Task A_job_has_the_variables_that_clients_of_data_sources_read()
    {
        var data = fixture.Data;
        var output = await data.RunJobAsync(
            "echo $DOMINO_DATASOURCE_PROXY_HOST $DOMINO_DATASOURCE_PROXY_FLIGHT_HOST $DOMINO_REMOTE_FILE_SYSTEM_HOSTPORT"
        );
        var address = data.Server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal([$"{address} {data.Server.GetFlightAddress().OriginalString.TrimEnd('/')} {address}"], output);
    }

    [Fact]
    public async Task Case_121_queries_are_encrypted_where_the_server_has_a_certificate()
    {
        using var folder = new TestFolder().Write("rows.csv", "n\n1\n");
        await File.WriteAllBytesAsync(folder.File("server.pfx"), Certificate(), DataFixture.Ct);
        folder.Write("sources.json", """{"sources": [{"name": "rows", "engine": "duckdb", "path": "."}]}""");
        var options = new LocalDominoOptions { CertificateFile = folder.File("server.pfx") };
        await using var server = await LocalDomino.StartAsync(
            options.AddDataSources(new LocalDataSourcesOptions { SourcesFile = folder.File("sources.json") }),
            DataFixture.Ct
        );
        Assert.Equal("grpc+tls", server.GetFlightAddress().Scheme);
        using var client = new FlightClient(
            server.GetFlightAddress(),
            new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null }
        );
        var table = await client.ReadAsync(
            FlightClient.Ticket("rows", "SELECT n FROM rows"),
            new() { { "x-domino-api-key", server.ApiKey } },
            DataFixture.Ct
        );
        Assert.Equal([1], table.Column<long?>("n"));
    }

    [Fact]
    public void Settings_out_of_their_range_and_data_sources_that_are_added_twice_are_refused()
    {
        var options = new LocalDominoOptions();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.AddDataSources(new LocalDataSourcesOptions { FlightPort = 70_000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.AddDataSources(new LocalDataSourcesOptions { MaxQueries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            options.AddDataSources(new LocalDataSourcesOptions { IdleTimeout = TimeSpan.Zero })
        );
        Assert.Throws<ArgumentException>(() => options.AddDataSources().AddDataSources());
    }

    [Theory]
    [InlineData("nobody", "127.0.0.1")]
    [InlineData("domino", "0.0.0.0")]
    public async Task The_server_does_not_start_where_the_token_service_would_give_a_key_away(string user, string address)
    {
        var options = new LocalDominoOptions { Address = address, AllowInsecure = true };
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LocalDomino.StartAsync(options.AddDataSources(new LocalDataSourcesOptions { AccessTokenUser = user }), DataFixture.Ct)
        );
        Assert.Contains($"'{user}'", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx);
    }
}
