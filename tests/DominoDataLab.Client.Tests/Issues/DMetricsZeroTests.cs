using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-METRICS-ZERO: a limit of 0 was taken for no limit.</summary>
public sealed class DMetricsZeroTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_of_zero_is_sent()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""));
        using var client = endpoint.Connect();
        await client.Metrics.TriggerAlertAsync("m", "drift", 0, MetricTargetRange.Between(0, 0), cancellationToken: Ct);
        Assert.Equal(
            """{"modelMonitoringId":"m","metric":"drift","value":0,"targetRange":{"condition":"between","lowerLimit":0,"upperLimit":0}}""",
            endpoint.Requests.Single(request => request.Method == "POST").Text
        );
    }
}
