using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Tests.Hosting;

public sealed class AddressTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("address-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Jobs_are_told_the_public_address_and_requests_may_use_its_name()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { PublicUrl = new Uri("https://domino.example.com:8443/") },
            Ct
        );
        Assert.Equal("127.0.0.1", server.Address.Host);
        Assert.Equal(new Uri("https://domino.example.com:8443/"), server.PublicAddress);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo $DOMINO_API_HOST $DOMINO_USER_HOST\n");
        var id = await project.StartAsync("job.sh");
        await api.EndOfAsync(id);
        Assert.Equal(["https://domino.example.com:8443 https://domino.example.com:8443"], await api.LogAsync(id, "stdout"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "domino.example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "evil.example.com"));
    }

    [Fact]
    public async Task Further_host_names_are_accepted_where_they_are_allowed()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { AllowedHosts = ["build-7"] }, Ct);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "build-7"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "LOCALHOST"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "build-8"));
    }

    [Fact]
    public async Task Listening_beyond_this_machine_takes_a_certificate_or_leave_to_go_without()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { Address = "0.0.0.0" }, Ct)
        );
        Assert.Contains("--certificate", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure", refused.Message, StringComparison.Ordinal);
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { Address = "0.0.0.0", AllowInsecure = true }, Ct);
        Assert.Equal("127.0.0.1", server.PublicAddress.Host);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "evil.example.com", "127.0.0.1"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "10.1.2.3", "127.0.0.1"));
    }

    [Theory]
    [InlineData("pfx")]
    [InlineData("pem with its key")]
    [InlineData("pem and a key beside it")]
    public async Task A_server_with_a_certificate_speaks_https(string form)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(_folder.FullName, form == "pfx" ? "server.pfx" : "server.pem");
        var password = form == "pfx" ? "a password" : null;
        if (form == "pfx")
        {
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, password), Ct);
        }
        else
        {
            var text = key.ExportPkcs8PrivateKeyPem();
            var isBeside = form.EndsWith("beside it", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + (isBeside ? "" : "\n" + text), Ct);
            if (isBeside)
            {
                await File.WriteAllTextAsync(Path.ChangeExtension(file, ".key"), text, Ct);
            }
        }

        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { CertificateFile = file, CertificatePassword = password },
            Ct
        );
        Assert.Equal("https", server.Address.Scheme);
        X509Certificate? shown = null;
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, given, _, _) => (shown = given) is not null,
                },
            }
        );
        using var reply = await http.GetAsync(new Uri(server.Address, "/version"), Ct);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(certificate.GetSerialNumberString(), shown!.GetSerialNumberString());
    }

    [Fact]
    public async Task A_certificate_that_can_not_be_used_is_named()
    {
        var file = Path.Combine(_folder.FullName, "server.pem");
        await File.WriteAllTextAsync(file, "no certificate", Ct);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { CertificateFile = file }, Ct)
        );
        Assert.Contains($"The certificate '{file}' could not be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feature_can_add_its_own_HTTP_2_listener()
    {
        var feature = new SecondListener();
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { AdditionalFeatures = [feature] }, Ct);
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{feature.Port}/extra")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var reply = await http.SendAsync(request, Ct);
        Assert.Equal((HttpVersion.Version20, "extra"), (reply.Version, await reply.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "localhost"));
    }

    private static async Task<HttpStatusCode> StatusAsync(LocalDomino server, string host, string? connectTo = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new UriBuilder(server.Address) { Host = connectTo ?? server.Address.Host, Path = "/version" }.Uri
        );
        request.Headers.Host = host;
        using var reply = await http.SendAsync(request, Ct);
        return reply.StatusCode;
    }

    private sealed class SecondListener : IServerFeature
    {
        public int Port { get; } = FreePort();

        public void Register(IServiceCollection services) { }

        public void Listen(KestrelServerOptions kestrel) =>
            kestrel.Listen(IPAddress.Loopback, Port, listen => listen.Protocols = HttpProtocols.Http2);

        public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/extra", context => context.Response.WriteAsync("extra"));

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
