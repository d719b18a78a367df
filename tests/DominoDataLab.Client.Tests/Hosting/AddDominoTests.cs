using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DominoDataLab.Client.Tests.Hosting;

public sealed class AddDominoTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_configuration_section_gives_a_client_that_works()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Domino:Host"] = domino.Server.Address.AbsoluteUri, ["Domino:ApiKey"] = domino.Server.ApiKey });
        builder.Services.AddDomino(builder.Configuration.GetSection("Domino"));
        using var host = builder.Build();
        await host.StartAsync(Ct);
        Assert.Equal(domino.Server.UserName, await host.Services.GetRequiredService<DominoClient>().Projects.GetUserNameAsync(Ct));
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task Wrong_settings_fail_when_the_host_starts_and_the_message_says_what_is_wrong()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDomino(options =>
        {
            options.Host = domino.Server.Address.AbsoluteUri;
            options.ApiProxy = "no-port";
        });
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct));
        Assert.Contains("no-port", error.Message, StringComparison.Ordinal);
    }
}
