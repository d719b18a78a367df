using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-RETRY-INFO: after the last attempt the status and the body were lost.</summary>
public sealed class DRetryInfoTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, "try 1")]
    [InlineData(2, "try 3")]
    public async Task The_last_status_and_the_server_s_words_are_in_the_error(int retries, string words)
    {
        var tries = 0;
        await using var endpoint = new RawEndpoint(_ => RawReply.Json($$"""{"message":"try {{++tries}}"}""", 503));
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (retries, new SkippingClock()));
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, words), (error.StatusCode, error.ServerMessage));
    }
}
