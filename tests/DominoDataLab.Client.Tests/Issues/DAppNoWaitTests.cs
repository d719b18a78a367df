using System.Text.Json.Nodes;
using DominoDataLab.Client.Apps;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-APP-NO-WAIT: an app was started while it was still stopping, one that had failed was stopped again, and the tier was left out
/// of a new one.</summary>
public sealed class DAppNoWaitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_app_is_started_again_when_it_has_stopped()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/modelProducts", $"[{App("Running")}]");
        server.AnswerInTurn(
            "GET /v4/modelProducts/a1",
            RawReply.Json(App("Running")),
            RawReply.Json(App("Stopping")),
            RawReply.Json(App("Stopped"))
        );
        server.Answer("POST /v4/modelProducts/a1/stop", "{}");
        server.Answer("POST /v4/modelProducts/a1/start", "\"v2\"");
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(new PublishedApp("a1", "v2"), await client.Project("ada/p").Apps.PublishAsync(cancellationToken: Ct));
        Assert.Equal(
            [
                "GET /v4/modelProducts",
                "POST /v4/modelProducts/a1/stop",
                "GET /v4/modelProducts/a1",
                "GET /v4/modelProducts/a1",
                "GET /v4/modelProducts/a1",
                "POST /v4/modelProducts/a1/start",
            ],
            Sent(server)
        );
    }

    [Theory]
    [InlineData("Error")]
    [InlineData("Failed")]
    [InlineData("Stopped")]
    public async Task An_app_that_has_ended_is_not_stopped(string status)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/modelProducts", $"[{App(status)}]");
        server.Answer("POST /v4/modelProducts/a1/start", "\"v2\"");
        using var client = server.Connect();
        await client.Project("ada/p").Apps.PublishAsync(cancellationToken: Ct);
        Assert.Equal(["GET /v4/modelProducts", "POST /v4/modelProducts/a1/start"], Sent(server));
    }

    [Fact]
    public async Task Without_an_app_the_list_is_asked_for_once_and_the_new_one_has_the_tier_and_the_environment()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/modelProducts", "[]");
        server.Answer("POST /v4/modelProducts", App("Stopped"));
        server.Answer("POST /v4/modelProducts/a1/start", "\"v1\"");
        using var client = server.Connect();
        await client.Project("ada/p").Apps.PublishAsync(new PublishAppRequest { HardwareTier = "Large", Environment = "Spark 3" }, Ct);
        Assert.Equal(["GET /v4/modelProducts", "POST /v4/modelProducts", "POST /v4/modelProducts/a1/start"], Sent(server));
        foreach (var request in new[] { "POST /v4/modelProducts", "POST /v4/modelProducts/a1/start" })
        {
            var sent = JsonNode.Parse(server.Only(request).Text)!;
            Assert.Equal(("large-k8s", "e00000000000000000000001"), ((string?)sent["hardwareTierId"], (string?)sent["environmentId"]));
        }
    }

    private static string App(string status) => $$"""{"id":"a1","name":"n","projectId":"p","status":"{{status}}"}""";

    private static IEnumerable<string> Sent(RecordedEndpoint server) =>
        server
            .Requests.Select(request => $"{request.Method} {request.Path}")
            .Where(request => request.Contains("/modelProducts", StringComparison.Ordinal));
}
