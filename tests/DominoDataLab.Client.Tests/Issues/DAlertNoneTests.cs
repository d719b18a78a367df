using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-ALERT-NONE: an alert could be sent only with all of its parts.</summary>
public sealed class DAlertNoneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_given_is_not_sent()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""));
        using var client = endpoint.Connect();
        await client.Metrics.TriggerAlertAsync("m", "auc", 1, cancellationToken: Ct);
        await client.Metrics.TriggerAlertAsync("m", "auc", 0.5, MetricTargetRange.GreaterThan(1), cancellationToken: Ct);
        await client.Metrics.TriggerAlertAsync("m", "auc", 2e15, MetricTargetRange.Between(0.25, 3), "why", Ct);
        Assert.Equal(
            [
                """{"modelMonitoringId":"m","metric":"auc","value":1}""",
                """{"modelMonitoringId":"m","metric":"auc","value":0.5,"targetRange":{"condition":"greaterThan","lowerLimit":1}}""",
                """{"modelMonitoringId":"m","metric":"auc","value":2000000000000000,"targetRange":"""
                    + """{"condition":"between","lowerLimit":0.25,"upperLimit":3},"description":"why"}""",
            ],
            endpoint.Requests.Where(request => request.Method == "POST").Select(request => request.Text)
        );
    }

    [Fact]
    public async Task An_unknown_condition_and_a_number_that_is_none_are_refused_before_a_request()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""));
        using var client = endpoint.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Metrics.TriggerAlertAsync("m", "auc", 1, new MetricTargetRange { Condition = new("near") }, cancellationToken: Ct)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => client.Metrics.TriggerAlertAsync("m", "auc", double.NaN, cancellationToken: Ct));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Metrics.TriggerAlertAsync("m", "auc", 1, MetricTargetRange.LessThan(double.PositiveInfinity), cancellationToken: Ct)
        );
        Assert.Empty(endpoint.Requests);
    }
}
