using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-TARGET-ENUM: targets named by a member of the enumeration changed nothing, and unknown ones vanished.</summary>
public sealed class DTargetEnumTests
{
    private const string Settings =
        """{"alertsEnabled":true,"notifyOrgOwner":false,"alertTargets":[{"label":"Project","emails":["old@x.y"]"""
        + ""","colour":"red"},{"label":"Organization","emails":["o@x.y"],"colour":"blue"}],"later":{"n":1.50}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<BudgetLabel> Labels => [BudgetLabel.Project, new BudgetLabel("Project")];

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task A_label_is_found_by_name_or_as_a_text_and_the_rest_goes_back_as_it_came(BudgetLabel label)
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect();
        await client.Budgets.UpdateAlertTargetsAsync(new Dictionary<BudgetLabel, IReadOnlyList<string>> { [label] = ["new@x.y"] }, Ct);
        Assert.Equal(
            """{"alertsEnabled":true,"notifyOrgOwner":false,"alertTargets":[{"label":"Project","emails":["new@x.y"]},"""
                + """{"label":"Organization","emails":["o@x.y"],"colour":"blue"}],"later":{"n":1.50}}""",
            endpoint.Requests.Single(request => request.Method == "PUT").Text
        );
    }

    [Fact]
    public async Task A_label_that_the_deployment_has_no_targets_for_is_named_and_nothing_changes()
    {
        await using var endpoint = Endpoint();
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            client.Budgets.UpdateAlertTargetsAsync(new Dictionary<BudgetLabel, IReadOnlyList<string>> { [new("Galaxy")] = [] }, Ct)
        );
        Assert.Contains("Galaxy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(endpoint.Requests, request => request.Method == "PUT");
    }

    private static RawEndpoint Endpoint() =>
        new(request => RawReply.Json(request.Target == "/version" ? """{"version":"6.2.0"}""" : Settings));
}
