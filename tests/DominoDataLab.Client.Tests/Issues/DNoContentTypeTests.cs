using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-NO-CONTENT-TYPE: five JSON bodies went out without saying that they are JSON.</summary>
public sealed class DNoContentTypeTests
{
    private const string ProjectId = "0123456789abcdef01234567";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_body_says_that_it_is_json()
    {
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json(
                request.Target switch
                {
                    "/version" => """{"version":"6.2.0"}""",
                    "/v4/projects/billingtags/projects" => """{"summaries":[]}""",
                    "/v4/cost/budgets/global/alertsSettings" =>
                        """{"alertsEnabled":false,"notifyOrgOwner":false,"alertTargets":[{"label":"Project","emails":[]}]}""",
                    _ => $$"""{"id":"{{ProjectId}}","name":"p"}""",
                }
            )
        );
        using var client = endpoint.Connect();
        await client.Budgets.UpdateAlertSettingsAsync(alertsEnabled: true, cancellationToken: Ct);
        await client.Budgets.UpdateAlertTargetsAsync(
            new Dictionary<BudgetLabel, IReadOnlyList<string>> { [BudgetLabel.Project] = ["a@b.c"] },
            Ct
        );
        await client.Project(ProjectId).BillingTag.SetAsync("t", Ct);
        await client.BillingTags.UpdateProjectsAsync(new Dictionary<string, string> { [ProjectId] = "t" }, Ct);
        var bodies = endpoint.Requests.Where(request => request.Method != "GET").ToList();
        Assert.Equal(["PUT", "PUT", "POST", "POST"], bodies.Select(request => request.Method));
        Assert.All(bodies, request => Assert.StartsWith("application/json", request.Header("Content-Type"), StringComparison.Ordinal));
    }
}
