using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Schedules;

/// <summary>What the server refuses of a scheduled job, whoever asks: the client checks some of it before.</summary>
public sealed class ScheduleRefusalTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private HttpClient _http = null!;
    private HttpClient _grace = null!;
    private string _schedules = "";
    private string _user = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", Users = [new("grace")] }, Ct);
        (_http, _grace) = (_server.ConnectAs("ada"), _server.ConnectAs("grace"));
        var project = await _http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start");
        _schedules = $"/v4/projects/{project["id"]}/scheduledjobs";
        _user = (await _http.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _grace.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("title", "\"\"", "'title' is missing or empty")]
    [InlineData("command", "null", "'command' is missing or empty")]
    [InlineData("schedule", "\"0 0 * * * ?\"", "'schedule' must be an object")]
    [InlineData("schedule", """{"cronString":"0 0 * * *"}""", "has 5 fields")]
    [InlineData("schedule", """{"cronString":"0 0 0 * * *"}""", "must have '?'")]
    [InlineData("schedule", """{"cronString":"0 0 25 * * ?"}""", "is not a valid cron expression")]
    [InlineData("schedule", """{"cronString":"0 0 0 ? * 8"}""", "Invalid day of the week '8' in '0 0 0 ? * 8'")]
    [InlineData("schedule", """{"cronString":"0 0 0 ? * 6L,2"}""", "Invalid day of the week '6L,2'")]
    [InlineData("schedule", """{"cronString":"0 0 0 30 2 ?"}""", "never fires")]
    [InlineData("timezoneId", "\"Mars/Olympus\"", "Invalid time zone 'Mars/Olympus'")]
    [InlineData("isPaused", "null", "'isPaused' is missing")]
    [InlineData("allowConcurrentExecution", "\"yes\"", "must be true or false")]
    [InlineData("hardwareTierIdentifier", "\"huge\"", "The hardware tier with the ID 'huge' was not found")]
    [InlineData("environmentRevisionSpec", "\"Newest\"", "must be ActiveRevision")]
    [InlineData("environmentRevisionSpec", """{"revisionId":"000000000000000000000000"}""", "has no revision")]
    [InlineData("notifyOnCompleteEmailAddresses", "[1]", "must be an array of strings")]
    [InlineData("publishModelId", "\"000000000000000000000000\"", "publishes no model")]
    [InlineData("computeClusterProperties", """{"clusterType":"Slurm"}""", "Invalid type of cluster 'Slurm'")]
    [InlineData("scheduledByUserId", "\"000000000000000000000000\"", "The user with the ID")]
    public async Task What_is_wrong_is_named_and_nothing_is_kept(string field, string value, string message)
    {
        var body = Valid();
        body[field] = JsonNode.Parse(value);
        var (status, reply) = await _http.SendAsync(HttpMethod.Post, _schedules, body.ToJsonString());
        Assert.Equal(400, status);
        Assert.Contains(message, reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await _http.ReadAsync(_schedules)).AsArray());
    }

    [Fact]
    public async Task A_schedule_is_found_in_its_own_project_alone()
    {
        var id = (await _http.SendAsync(HttpMethod.Post, _schedules, Valid().ToJsonString())).Reply!["id"]!.GetValue<string>();
        var other = await _http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=grace&projectName=quick-start");
        Assert.Equal(200, (await _http.SendAsync(HttpMethod.Get, $"{_schedules}/{id}")).Status);
        Assert.Equal(404, (await _http.SendAsync(HttpMethod.Get, $"/v4/projects/{other["id"]}/scheduledjobs/{id}")).Status);
        Assert.Equal(404, (await _http.SendAsync(HttpMethod.Delete, $"/v4/projects/{other["id"]}/scheduledjobs/{id}")).Status);
    }

    [Fact]
    public async Task Only_an_administrator_schedules_for_somebody_else()
    {
        var grace = (await _grace.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
        var own = await _grace.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=grace&projectName=quick-start");
        var schedules = $"/v4/projects/{own["id"]}/scheduledjobs";
        Assert.Equal(403, (await _grace.SendAsync(HttpMethod.Post, schedules, Valid().ToJsonString())).Status);
        var body = Valid();
        body["scheduledByUserId"] = grace;
        Assert.Equal(
            "grace",
            (await _http.SendAsync(HttpMethod.Post, schedules, body.ToJsonString())).Reply!["scheduledByUserName"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task Whoever_may_only_look_is_told_that_they_can_not_edit()
    {
        await _http.SendAsync(HttpMethod.Post, _schedules, Valid().ToJsonString());
        Assert.True((await _http.ReadAsync(_schedules + "/forRequestingUser")).AsArray()[0]!["canEdit"]!.GetValue<bool>());
        Assert.False((await _grace.ReadAsync(_schedules + "/forRequestingUser")).AsArray()[0]!["canEdit"]!.GetValue<bool>());
    }

    private JsonObject Valid() =>
        new()
        {
            ["title"] = "t",
            ["command"] = "true",
            ["schedule"] = new JsonObject { ["cronString"] = "0 0 0 1 1 ?", ["isCustom"] = true },
            ["timezoneId"] = "UTC",
            ["isPaused"] = false,
            ["allowConcurrentExecution"] = false,
            ["hardwareTierIdentifier"] = "small-k8s",
            ["environmentRevisionSpec"] = "ActiveRevision",
            ["scheduledByUserId"] = _user,
            ["notifyOnCompleteEmailAddresses"] = new JsonArray(),
        };
}
