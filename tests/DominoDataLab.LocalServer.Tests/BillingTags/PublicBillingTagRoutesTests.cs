using System.Net;
using System.Text;

namespace DominoDataLab.LocalServer.Tests.BillingTags;

/// <summary>The public twins of the billing tag routes, and what the client cannot ask for.</summary>
public sealed class PublicBillingTagRoutesTests : IAsyncLifetime
{
    private LocalDomino _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await LocalDomino.StartAsync(cancellationToken: Ct);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_public_routes_write_modes_in_lower_case_and_the_older_ones_in_capitals()
    {
        using var root = Connect(_server.ApiKey);
        Assert.Equal(
            (HttpStatusCode.OK, """{"mode":"required","notifications":true}"""),
            await SendAsync(root, HttpMethod.Put, "/api/cost/v1/billingtagSettings", """{"mode":"required","notifications":true}""")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"mode":"Required","notifications":true}"""),
            await SendAsync(root, HttpMethod.Get, "/v4/cost/billingtagSettings")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"mode":"disabled"}"""),
            await SendAsync(root, HttpMethod.Put, "/api/cost/v1/billingtagSettings/mode", """{"mode":"disabled"}""")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"mode":"disabled"}"""),
            await SendAsync(root, HttpMethod.Get, "/api/cost/v1/billingtagSettings/mode")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"notifications":false}"""),
            await SendAsync(root, HttpMethod.Put, "/api/cost/v1/billingtagSettings/notifications", """{"notifications":false}""")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"notifications":false}"""),
            await SendAsync(root, HttpMethod.Get, "/api/cost/v1/billingtagSettings/notifications")
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await SendAsync(root, HttpMethod.Put, "/api/cost/v1/billingtagSettings", """{"mode":"Required","notifications":true}""")
            ).Status
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"mode":"disabled","notifications":false}"""),
            await SendAsync(root, HttpMethod.Get, "/api/cost/v1/billingtagSettings")
        );
    }

    [Fact]
    public async Task Everybody_sees_the_tags_there_are_to_choose_from_and_only_administrators_change_them()
    {
        using var root = Connect(_server.ApiKey);
        using var other = Connect(_server.GetApiKey("collaborator"));
        Assert.Equal(
            (HttpStatusCode.OK, """{"billingTags":[{"tag":"t"}]}"""),
            await SendAsync(root, HttpMethod.Post, "/api/cost/v1/billingtags", """{"billingTags":["t"]}""")
        );
        Assert.Equal(
            (HttpStatusCode.OK, """{"billingTags":[{"tag":"t"}]}"""),
            await SendAsync(other, HttpMethod.Get, "/api/cost/v1/billingtags")
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(other, HttpMethod.Delete, "/api/cost/v1/billingtags/t")).Status);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await SendAsync(other, HttpMethod.Put, "/api/cost/v1/billingtagSettings", """{"mode":"disabled","notifications":true}""")
            ).Status
        );
        Assert.Contains(
            "\"active\":false",
            (await SendAsync(root, HttpMethod.Delete, "/api/cost/v1/billingtags/t")).Body,
            StringComparison.Ordinal
        );
        Assert.Equal((HttpStatusCode.OK, """{"billingTags":[]}"""), await SendAsync(other, HttpMethod.Get, "/api/cost/v1/billingtags"));
    }

    [Theory]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/defaults/Project",
        """{"budgetLabel":"Organization","budgetType":"Default","limit":1,"window":"monthly"}""",
        400
    )]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/defaults/Galaxy",
        """{"budgetLabel":"Project","budgetType":"Default","limit":1,"window":"monthly"}""",
        404
    )]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/defaults/Project",
        """{"budgetLabel":"Project","budgetType":"Default","limit":-1,"window":"monthly"}""",
        400
    )]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/defaults/Project",
        """{"budgetLabel":"Project","budgetType":"Default","limit":"1","window":"monthly"}""",
        400
    )]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/defaults/Project",
        """{"budgetLabel":"Project","budgetType":"Default","limit":1,"window":"weekly"}""",
        400
    )]
    [InlineData(
        "POST",
        "/v4/cost/budgets/overrides",
        """{"budgetLabel":"Project","budgetType":"Override","limit":1,"window":"monthly"}""",
        400
    )]
    [InlineData(
        "PUT",
        "/v4/cost/budgets/global/alertsSettings",
        """{"alertsEnabled":true,"notifyOrgOwner":true,"alertTargets":[{"label":"Project","emails":["nobody"]}]}""",
        400
    )]
    [InlineData("PUT", "/v4/cost/budgets/global/alertsSettings", """{"alertsEnabled":true,"alertTargets":[]}""", 400)]
    [InlineData(
        "POST",
        "/api/metricValues/v1",
        """{"newMetricValues":[{"modelMonitoringId":"m","metric":"a","value":1,"referenceTimestamp":"2024-01-01T00:00:00"}]}""",
        400
    )]
    [InlineData(
        "POST",
        "/api/metricValues/v1",
        """{"newMetricValues":[{"modelMonitoringId":"m","metric":"a","value":1e999,"referenceTimestamp":"2024-01-01T00:00:00Z"}]}""",
        400
    )]
    [InlineData("GET", "/api/metricValues/v1/m/a?startingReferenceTimestampInclusive=2024-01-01T00:00:00Z", null, 400)]
    [InlineData(
        "POST",
        "/api/metricAlerts/v1",
        """{"modelMonitoringId":"m","metric":"a","value":1,"targetRange":{"condition":"near","lowerLimit":1}}""",
        400
    )]
    [InlineData(
        "POST",
        "/api/metricAlerts/v1",
        """{"modelMonitoringId":"m","metric":"a","value":1,"targetRange":{"condition":"lessThan"}}""",
        400
    )]
    [InlineData("GET", "/v4/projects/billingtags/projects?pageSize=0", null, 400)]
    [InlineData("GET", "/v4/projects/billingtags/projects?offset=-1", null, 400)]
    [InlineData("POST", "/v4/cost/billingtags", """{"billingTags":[1]}""", 400)]
    public async Task What_is_wrong_is_refused(string method, string path, string? body, int status)
    {
        using var root = Connect(_server.ApiKey);
        Assert.Equal(status, (int)(await SendAsync(root, new HttpMethod(method), path, body)).Status);
    }

    private HttpClient Connect(string key) =>
        new() { BaseAddress = _server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", key } } };

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpClient http,
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var reply = await http.SendAsync(request, Ct);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(Ct));
    }
}
