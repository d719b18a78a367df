using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-USER-AGENT: the client no longer said who it is.</summary>
public sealed class DUserAgentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_names_product_and_version()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0","id":"i","userName":"u"}"""));
        using var client = endpoint.Connect();
        await client.GetVersionAsync(Ct);
        await client.Projects.CreateByFormAsync("p", cancellationToken: Ct);
        var version = typeof(DominoClient).Assembly.GetName().Version!.ToString(3);
        Assert.Equal(2, endpoint.Requests.Count);
        Assert.All(endpoint.Requests, request => Assert.Equal("domino-dotnet/" + version, request.Header("User-Agent")));
    }
}
