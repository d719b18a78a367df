using System.Net;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Budgets;

public sealed class BudgetsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_are_three_defaults_from_the_start_and_what_is_set_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("domino-test-");
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName };
            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                Assert.Equal(
                    [BudgetLabel.BillingTag, BudgetLabel.Organization, BudgetLabel.Project],
                    (await client.Budgets.ListDefaultsAsync(Ct).ToListAsync(Ct)).Select(budget => budget.BudgetLabel)
                );
                Assert.Equal(1234.50m, (await client.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 1234.50m, Ct)).Limit);
                await client.Budgets.CreateOverrideAsync(
                    BudgetLabel.Organization,
                    "of nobody here",
                    79_228_162_514_264_337_593_543_950_335m,
                    Ct
                );
                await client.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true, cancellationToken: Ct);
                await client.Budgets.UpdateAlertTargetsAsync(
                    new Dictionary<BudgetLabel, IReadOnlyList<string>> { [BudgetLabel.Project] = ["a@b.c"] },
                    Ct
                );
            }

            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                Assert.Equal(
                    1234.50m,
                    (await client.Budgets.ListDefaultsAsync(Ct).ToListAsync(Ct))
                        .Single(budget => budget.BudgetLabel == BudgetLabel.Project)
                        .Limit
                );
                var kept = Assert.Single(await client.Budgets.ListOverridesAsync(Ct).ToListAsync(Ct));
                Assert.Equal(
                    ("of nobody here", decimal.MaxValue, BudgetType.Override, "monthly"),
                    (kept.LabelId, kept.Limit, kept.BudgetType, kept.Window)
                );
                var settings = await client.Budgets.GetAlertSettingsAsync(Ct);
                Assert.Equal((true, false), (settings.AlertsEnabled, settings.NotifyOrganizationOwner));
                Assert.Equal(["a@b.c"], settings.AlertTargets.Single(target => target.Label == BudgetLabel.Project).Emails);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_override_is_made_once_changed_and_removed()
    {
        var budgets = domino.Client.Budgets;
        var label = domino.NewName("a/b");
        await budgets.CreateOverrideAsync(BudgetLabel.Project, label, 10, Ct);
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(() => budgets.CreateOverrideAsync(BudgetLabel.Project, label, 11, Ct)));
        await budgets.UpdateOverrideAsync(BudgetLabel.BillingTag, label, 12, Ct);
        var changed = (await budgets.ListOverridesAsync(Ct).ToListAsync(Ct)).Single(budget => budget.LabelId == label);
        Assert.Equal((BudgetLabel.BillingTag, 12m), (changed.BudgetLabel, changed.Limit));
        await budgets.DeleteOverrideAsync(label, Ct);
        Assert.DoesNotContain(await budgets.ListOverridesAsync(Ct).ToListAsync(Ct), budget => budget.LabelId == label);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(() => budgets.DeleteOverrideAsync(label, Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(() => budgets.UpdateOverrideAsync(BudgetLabel.Project, label, 1, Ct)));
    }

    [Fact]
    public async Task Nobody_but_an_administrator_sees_or_changes_budgets()
    {
        using var other = domino.ConnectAsOther();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.ListDefaultsAsync(Ct).ToListAsync(Ct).AsTask()));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.ListOverridesAsync(Ct).ToListAsync(Ct).AsTask()));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 1, Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.CreateOverrideAsync(BudgetLabel.Project, "x", 1, Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.UpdateOverrideAsync(BudgetLabel.Project, "x", 1, Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.DeleteOverrideAsync("x", Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Budgets.GetAlertSettingsAsync(Ct)));
    }

    [Fact]
    public async Task A_limit_is_sent_as_it_is_and_only_billing_tags_and_metrics_check_the_version()
    {
        var version = "5.11.0";
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json(
                request.Target == "/version"
                    ? $$"""{"version":"{{version}}"}"""
                    : """{"budgetLabel":"Project","budgetType":"Default","limit":5,"window":"monthly"}"""
            )
        );
        using (var client = endpoint.Connect())
        {
            await client.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 5, Ct);
            Assert.Equal("""{"budgetLabel":"Project","budgetType":"Default","limit":5,"window":"monthly"}""", endpoint.Requests[^1].Text);
        }

        version = "5.10.9";
        using (var client = endpoint.Connect())
        {
            await client.Budgets.UpdateDefaultAsync(BudgetLabel.Project, 5, Ct);
            Assert.Equal("PUT", endpoint.Requests[^1].Method);
            await Assert.ThrowsAsync<DominoVersionException>(() => client.BillingTags.CreateAsync(["t"], Ct));
            Assert.Equal("/version", endpoint.Requests[^1].Target);
        }

        version = "5.3.0";
        using (var client = endpoint.Connect())
        {
            await Assert.ThrowsAsync<DominoVersionException>(() => client.Metrics.LogAsync([], Ct));
            Assert.Equal("/version", endpoint.Requests[^1].Target);
        }
    }

    [Fact]
    public async Task An_update_of_alert_settings_sends_back_what_the_server_sent()
    {
        const string Settings =
            """{"alertsEnabled":false,"alertTargets":[{"label":"Project","emails":null,"more":1},"""
            + """{"label":"Organization","emails":["a@b.c"]}],"new":null}""";
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/cost/budgets/global/alertsSettings", Settings);
        server.Answer("PUT /v4/cost/budgets/global/alertsSettings", request => RawReply.Json(request.Text));
        using var client = server.Connect();
        await client.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true, cancellationToken: Ct);
        Assert.Equal(Settings.Replace("false", "true", StringComparison.Ordinal), server.Requests[^1].Text);
        await client.Budgets.UpdateAlertTargetsAsync(
            new Dictionary<BudgetLabel, IReadOnlyList<string>> { [BudgetLabel.Organization] = ["d@e.f"] },
            Ct
        );
        Assert.Equal(Settings.Replace("a@b.c", "d@e.f", StringComparison.Ordinal), server.Requests[^1].Text);
    }

    private static async Task<HttpStatusCode> StatusAsync(Func<Task> call) =>
        (await Assert.ThrowsAnyAsync<DominoApiException>(call)).StatusCode;
}
