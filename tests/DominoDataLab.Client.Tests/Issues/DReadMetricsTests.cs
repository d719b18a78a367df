using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-READ-METRICS: reading metrics always failed.</summary>
public sealed class DReadMetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_times_and_tags_are_read_also_where_the_reply_has_no_tags()
    {
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json(
                request.Target == "/version"
                    ? """{"version":"6.2.0"}"""
                    : """
                    {"metadata":{"requestId":"r1","notices":["n"]},"metricValues":[
                    {"referenceTimestamp":"2024-01-02T03:04:05Z","value":7,"tags":[{"key":"k","value":"v"}]},
                    {"referenceTimestamp":"2024-01-02T05:04:06+02:00","value":0.5}]}
                    """
            )
        );
        using var client = endpoint.Connect();
        var from = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var found = await client.Metrics.ReadAsync("m/1", "a b", from, from.AddSeconds(1), Ct);
        Assert.Equal(("r1", "n"), (found.Metadata.RequestId, found.Metadata.Notices.Single()));
        Assert.Equal([(from, 7.0), (from.AddSeconds(1), 0.5)], found.Values.Select(value => (value.Timestamp, value.Value)));
        Assert.Equal("v", found.Values[0].Tags["k"]);
        Assert.Empty(found.Values[1].Tags);
        Assert.Equal(
            "/api/metricValues/v1/m%2F1/a%20b?startingReferenceTimestampInclusive=2024-01-02T03%3A04%3A05%2B00%3A00"
                + "&endingReferenceTimestampInclusive=2024-01-02T03%3A04%3A06%2B00%3A00",
            endpoint.Requests[^1].Target
        );
    }
}
