using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Schedules;

/// <summary>Refusals of scheduled jobs. Some of them never reach the server through the client, which checks first.</summary>
public sealed class ScheduleRefusalTests(ScheduleRefusalServer server) : IClassFixture<ScheduleRefusalServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        var before = (await server.Ada.ReadAsync(server.Schedules)).AsArray().Count;
        var body = Valid();
        body[field] = JsonNode.Parse(value);
        var (status, reply) = await server.Ada.SendAsync(HttpMethod.Post, server.Schedules, body.ToJsonString());
        Assert.Equal(400, status);
        Assert.Contains(message, reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, (await server.Ada.ReadAsync(server.Schedules)).AsArray().Count);
    }

    [Fact]
    public async Task A_schedule_is_found_in_its_own_project_alone()
    {
        var id = (await server.Ada.SendAsync(HttpMethod.Post, server.Schedules, Valid().ToJsonString())).Reply!["id"]!.GetValue<string>();
        var other = await server.Ada.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=grace&projectName=quick-start");
        Assert.Equal(200, (await server.Ada.SendAsync(HttpMethod.Get, $"{server.Schedules}/{id}")).Status);
        Assert.Equal(404, (await server.Ada.SendAsync(HttpMethod.Get, $"/v4/projects/{other["id"]}/scheduledjobs/{id}")).Status);
        Assert.Equal(404, (await server.Ada.SendAsync(HttpMethod.Delete, $"/v4/projects/{other["id"]}/scheduledjobs/{id}")).Status);
    }

    [Fact]
    public async Task Only_an_administrator_schedules_for_another_user()
    {
        var grace = (await server.Grace.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
        var own = await server.Grace.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=grace&projectName=quick-start");
        var schedules = $"/v4/projects/{own["id"]}/scheduledjobs";
        Assert.Equal(403, (await server.Grace.SendAsync(HttpMethod.Post, schedules, Valid().ToJsonString())).Status);
        var body = Valid();
        body["scheduledByUserId"] = grace;
        Assert.Equal(
            "grace",
            (await server.Ada.SendAsync(HttpMethod.Post, schedules, body.ToJsonString())).Reply!["scheduledByUserName"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_told_that_they_cannot_edit()
    {
        await server.Ada.SendAsync(HttpMethod.Post, server.Schedules, Valid().ToJsonString());
        Assert.True((await server.Ada.ReadAsync(server.Schedules + "/forRequestingUser")).AsArray()[0]!["canEdit"]!.GetValue<bool>());
        Assert.False((await server.Grace.ReadAsync(server.Schedules + "/forRequestingUser")).AsArray()[0]!["canEdit"]!.GetValue<bool>());
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
            ["scheduledByUserId"] = server.AdaId,
            ["notifyOnCompleteEmailAddresses"] = new JsonArray(),
        };
}

/// <summary>A server with two users, and the routes of the first one's project.</summary>
public sealed class ScheduleRefusalServer : IAsyncLifetime
{
    public LocalDomino Server { get; private set; } = null!;

    public HttpClient Ada { get; private set; } = null!;

    public HttpClient Grace { get; private set; } = null!;

    public string Schedules { get; private set; } = "";

    public string AdaId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await LocalDomino.StartAsync(
            new LocalDominoOptions { UserName = "ada", Users = [new("grace")] },
            TestContext.Current.CancellationToken
        );
        (Ada, Grace) = (Server.ConnectAs("ada"), Server.ConnectAs("grace"));
        var project = await Ada.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start");
        Schedules = $"/v4/projects/{project["id"]}/scheduledjobs";
        AdaId = (await Ada.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        Ada.Dispose();
        Grace.Dispose();
        await Server.DisposeAsync();
    }
}
