using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DominoDataLab.Client.Tests.Hosting;

[Collection(ProcessVariables.Collection)]
public sealed class AddDominoTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_arguments_the_settings_come_from_the_environment()
    {
        using var variables = new ProcessVariables(("DOMINO_API_HOST", domino.Address.AbsoluteUri), ("DOMINO_USER_API_KEY", domino.ApiKey));
        await WorksAsync(services => services.AddDomino());
    }

    [Fact]
    public async Task A_callback_sets_the_options()
    {
        using var variables = new ProcessVariables();
        await WorksAsync(services =>
            services.AddDomino(options => (options.Host, options.ApiKey) = (domino.Address.AbsoluteUri, domino.ApiKey))
        );
    }

    [Fact]
    public async Task A_configuration_section_sets_them_too()
    {
        using var variables = new ProcessVariables();
        var section = Section(("Host", domino.Address.AbsoluteUri), ("ApiKey", domino.ApiKey));
        await WorksAsync(services => services.AddDomino(section));
    }

    [Fact]
    public void Every_option_of_a_section_arrives()
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        var section = Section(
            ("Host", "h"),
            ("ApiProxy", "p:1"),
            ("AuthToken", "t"),
            ("TokenFile", "f"),
            ("ApiKey", "k"),
            ("Timeout", "00:00:07"),
            ("MaxRetries", "2"),
            ("VerifyCertificate", "true"),
            ("CertificateAuthorityFile", file.Path)
        );
        var services = new ServiceCollection();
        services.AddDomino(section);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<DominoClientOptions>>().Value;
        Assert.Equal(
            ("h", "p:1", "t", "f", "k", file.Path),
            (options.Host, options.ApiProxy, options.AuthToken, options.TokenFile, options.ApiKey, options.CertificateAuthorityFile)
        );
        Assert.Equal((TimeSpan.FromSeconds(7), 2, true), (options.Timeout, options.MaxRetries, options.VerifyCertificate));
        Assert.Equal("ApiProxy option", provider.GetRequiredService<DominoClient>().DescribeCredential().Source);
    }

    [Fact]
    public void An_option_that_a_section_leaves_out_keeps_its_default()
    {
        var services = new ServiceCollection();
        services.AddDomino(Section(("Host", "h"), ("ApiKey", "k")));
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<DominoClientOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(100), null, null), (options.Timeout, options.MaxRetries, options.VerifyCertificate));
    }

    [Theory]
    [InlineData("ApiProxy", "no-port", "'no-port' is not a valid address of an API proxy")]
    [InlineData("Host", "ftp://h", "'ftp://h' is not a valid address of a Domino deployment")]
    [InlineData("Host", "", "DOMINO_API_HOST")]
    [InlineData("ApiKey", "", "No credential was found")]
    [InlineData("MaxRetries", "101", "MaxRetries")]
    [InlineData("Timeout", "00:00:00", "Timeout")]
    [InlineData("Timeout", "100", "Timeout")] // which .NET reads as days
    [InlineData("CertificateAuthorityFile", "/no/such/file", "/no/such/file")]
    public async Task Wrong_settings_fail_when_the_host_starts_and_the_message_says_what_is_wrong(string name, string value, string message)
    {
        using var variables = new ProcessVariables();
        var values = new Dictionary<string, string>
        {
            ["Host"] = "h",
            ["ApiKey"] = "k",
            [name] = value,
        };
        using var host = Build(services => services.AddDomino(Section([.. values.Select(pair => (pair.Key, pair.Value))])));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxRetries", "many")]
    [InlineData("Timeout", "soon")]
    [InlineData("VerifyCertificate", "perhaps")]
    [InlineData("Verify", "false")]
    public async Task A_value_of_the_wrong_form_or_a_key_of_another_name_fails_when_the_host_starts_and_its_key_is_named(
        string name,
        string value
    )
    {
        using var host = Build(services => services.AddDomino(Section(("Host", "h"), ("ApiKey", "k"), (name, value))));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Ct));
        Assert.Contains($"Domino:{name}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_builder_takes_handlers_and_there_is_one_client_for_all()
    {
        var seen = 0;
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        using var host = Build(services =>
            services
                .AddDomino(options => (options.Host, options.ApiKey) = (endpoint.Address, "k"))
                .AddHttpMessageHandler(() => new Counting(() => seen++))
        );
        var client = host.Services.GetRequiredService<DominoClient>();
        await client.GetVersionAsync(Ct);
        Assert.Equal(1, seen);
        Assert.Same(client, host.Services.GetRequiredService<DominoClient>());
    }

    [Fact]
    public async Task No_credential_follows_a_redirect_or_gets_into_the_host_s_logs()
    {
        var log = new LogCollector();
        await using var stranger = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(302, stranger.Address + "/x"));
        using var host = Build(services =>
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
            services.AddSingleton<ILoggerFactory>(log);
            services.AddDomino(options =>
                (options.Host, options.ApiKey) = ($"http://user:s3cr3t-pw@localhost:{endpoint.Port}", "s3cr3t-key")
            );
        });
        await host.Services.GetRequiredService<DominoClient>().GetVersionAsync(Ct);
        Assert.Single(endpoint.Requests[0].Credentials);
        Assert.Empty(Assert.Single(stranger.Requests).Credentials);
        Assert.NotEmpty(log.Entries);
        Assert.DoesNotContain("s3cr3t", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_checked_is_warned_of()
    {
        var log = new LogCollector();
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""), Certificates.Stranger);
        using var host = Build(services =>
        {
            services.AddSingleton<ILoggerFactory>(log);
            services.AddDomino(options => (options.Host, options.ApiKey, options.VerifyCertificate) = (endpoint.Address, "k", false));
        });
        await host.Services.GetRequiredService<DominoClient>().GetVersionAsync(Ct);
        Assert.Contains(
            log.Entries,
            entry => entry.Level == LogLevel.Warning && entry.Text.Contains("certificate is not checked", StringComparison.Ordinal)
        );
    }

    private async Task WorksAsync(Action<IServiceCollection> add)
    {
        using var host = Build(add);
        await host.StartAsync(Ct);
        Assert.Equal(domino.UserName, (await host.Services.GetRequiredService<DominoClient>().Users.GetSelfAsync(Ct)).UserName);
        await host.StopAsync(Ct);
    }

    private static IHost Build(Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(builder.Services);
        return builder.Build();
    }

    private static IConfigurationSection Section(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create("Domino:" + pair.Name, (string?)pair.Value)))
            .Build()
            .GetSection("Domino");

    private sealed class Counting(Action seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
