using System.Net;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Metrics;

public sealed class MetricsTests(DominoFixture domino)
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 6, 12, 0, 0, TimeSpan.FromHours(2));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_are_read_back_by_time_both_ends_included()
    {
        var metrics = domino.Client.Metrics;
        var model = domino.NewName("model 1");
        await metrics.LogAsync(
            [
                Value(model, "f1/score", 3, Noon.AddTicks(2)),
                Value(model, "f1/score", 1, Noon),
                Value(model, "f1/score", 0, Noon.AddTicks(-1)),
                Value(model, "f1/score", 4, Noon.AddTicks(3)),
                Value(model, "other", 9, Noon),
            ],
            Ct
        );
        await metrics.LogAsync(
            Value(model, "f1/score", 2.5, Noon.AddTicks(1).ToUniversalTime()) with
            {
                Tags = new Dictionary<string, string> { ["env"] = "", ["é"] = "ü" },
            },
            Ct
        );
        var found = (await metrics.ReadAsync(model, "f1/score", Noon, Noon.AddTicks(2), Ct)).Values;
        Assert.Equal([1, 2.5, 3], found.Select(value => value.Value));
        Assert.Equal([Noon, Noon.AddTicks(1), Noon.AddTicks(2)], found.Select(value => value.Timestamp));
        Assert.Equal(new Dictionary<string, string> { ["env"] = "", ["é"] = "ü" }, found[1].Tags);
        Assert.Empty((await metrics.ReadAsync(model + "2", "f1/score", Noon, Noon.AddTicks(2), Ct)).Values);
    }

    [Fact]
    public async Task Values_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("domino-test-");
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName };
            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                await client.Metrics.LogAsync(Value("auc", 0.1, Noon), Ct);
            }

            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                Assert.Equal(0.1, (await client.Metrics.ReadAsync("model 1", "auc", Noon, Noon, Ct)).Values.Single().Value);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_model_of_somebody_else_s_project_asks_for_a_role_in_it()
    {
        using var other = domino.ConnectAsOther();
        var project = await domino.NewProjectAsync(Ct);
        await domino.Client.Projects.UpdateVisibilityAsync(await project.GetIdAsync(Ct), ProjectVisibility.Private, Ct);
        var model = (
            await project.Models.PublishAsync(
                new PublishModelRequest
                {
                    Name = "m",
                    File = "none.py",
                    Function = "f",
                },
                Ct
            )
        ).Id;
        var version = (await project.Models.ListVersionsAsync(model, Ct).FirstAsync(Ct)).Id;
        var job = (await project.Jobs.StartAsync(new StartJobRequest { Command = "true" }, Ct)).Id;
        foreach (var id in (string[])[model, version, job])
        {
            await domino.Client.Metrics.LogAsync(Value(id, "auc", 1, Noon), Ct);
            Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound], await RefusalsAsync(id));
        }

        await project.Collaborators.AddAsync("collaborator", ProjectRole.ResultsConsumer, Ct);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, null], await RefusalsAsync(model));
        await project.Collaborators.UpdateRoleAsync("collaborator", ProjectRole.Contributor, Ct);
        Assert.Equal([null, null, null], await RefusalsAsync(model));
        Assert.Equal([1, 2], (await other.Metrics.ReadAsync(model, "auc", Noon, Noon, Ct)).Values.Select(value => value.Value));

        async Task<List<HttpStatusCode?>> RefusalsAsync(string id)
        {
            var refusals = new List<HttpStatusCode?>();
            foreach (
                var attempt in new Func<Task>[]
                {
                    () => other.Metrics.ReadAsync(id, "auc", Noon, Noon, Ct),
                    () => other.Metrics.LogAsync([Value(domino.NewName("free"), "auc", 2, Noon), Value(id, "auc", 2, Noon)], Ct),
                    () => other.Metrics.TriggerAlertAsync(id, "auc", 2, MetricTargetRange.LessThan(1), cancellationToken: Ct),
                }
            )
            {
                refusals.Add((await Record.ExceptionAsync(attempt) as DominoApiException)?.StatusCode);
            }

            return refusals;
        }
    }

    [Fact]
    public async Task An_alert_is_told_in_the_servers_log_and_one_without_a_range_is_refused()
    {
        using var log = new LogCollector();
        await using var server = await DominoFixture.StartServerAsync("the server's log", new LocalDominoOptions { LoggerFactory = log });
        using var client = domino.Connect(server.ApiKey, server.Address);
        await client.Metrics.TriggerAlertAsync("model 1", "drift", 7, MetricTargetRange.LessThanEqual(0), "look here", Ct);
        var entry = Assert.Single(
            log.Entries,
            entry => entry.Level == LogLevel.Warning && entry.Text.Contains("drift", StringComparison.Ordinal)
        );
        Assert.Contains("look here", entry.Text, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            client.Metrics.TriggerAlertAsync("model 1", "drift", 7, cancellationToken: Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("targetRange", error.ServerMessage, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DominoApiException>(() =>
            client.Metrics.TriggerAlertAsync(
                "model 1",
                "drift",
                7,
                new MetricTargetRange { Condition = MetricCondition.Between, LowerLimit = 1 },
                cancellationToken: Ct
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
    }

    [Fact]
    public async Task Whole_numbers_stay_whole_and_tags_are_sent_only_if_given()
    {
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json("""{"version":"6.2.0"}""", request.Method == "POST" ? 201 : 200)
        );
        using var client = endpoint.Connect();
        await client.Metrics.LogAsync([], Ct);
        await client.Metrics.LogAsync(
            [Value("a", 1e15, Noon), Value("b", 0.25, Noon) with { Tags = new Dictionary<string, string>() }],
            Ct
        );
        Assert.Equal(
            [
                """{"newMetricValues":[]}""",
                """{"newMetricValues":[{"modelMonitoringId":"model 1","metric":"a","value":1000000000000000"""
                    + ""","referenceTimestamp":"2024-05-06T12:00:00+02:00"},{"modelMonitoringId":"model 1","metric":"b","value":0.25"""
                    + ""","referenceTimestamp":"2024-05-06T12:00:00+02:00","tags":[]}]}""",
            ],
            endpoint.Requests.Where(request => request.Method == "POST").Select(request => request.Text)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => client.Metrics.LogAsync(Value("a", double.NaN, Noon), Ct));
    }

    private static MetricValue Value(string metric, double value, DateTimeOffset at) => Value("model 1", metric, value, at);

    private static MetricValue Value(string model, string metric, double value, DateTimeOffset at) =>
        new()
        {
            ModelMonitoringId = model,
            Metric = metric,
            Value = value,
            Timestamp = at,
        };
}
