using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-RETRY-HTTP: nothing was repeated on an http address, nor through an API proxy.</summary>
public sealed class DRetryHttpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Http_addresses_and_API_proxies_are_tried_again(bool proxy)
    {
        var left = 2;
        await using var endpoint = new RawEndpoint(_ => left-- > 0 ? RawReply.Json("{}", 503) : RawReply.Json("""{"version":"6.2.0"}"""));
        using var client = endpoint.Connect(options =>
        {
            options.MaxRetries = 4;
            options.TimeProvider = new SkippingClock();
            if (proxy)
            {
                (options.Host, options.ApiKey, options.ApiProxy) = ("https://domino.example.com", null, $"localhost:{endpoint.Port}");
            }
        });
        Assert.Equal("6.2.0", (await client.GetVersionAsync(Ct)).Version);
        Assert.Equal(3, endpoint.Requests.Count);
    }
}
