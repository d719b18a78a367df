using System.Text.Json.Nodes;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-ENV-IMAGE: where the default environment has no image, a null was sent as one.</summary>
public sealed class DEnvImageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"id":"d","name":"Default","latestRevisionDetails":{"id":"r","dockerImage":"base:1"}}""", "base:1")]
    [InlineData("""{"id":"d","name":"Default","latestRevisionDetails":{"id":"r","dockerImage":null}}""", null)]
    [InlineData("""{"id":"d","name":"Default","latestRevisionDetails":{"id":"r"}}""", null)]
    [InlineData("""{"id":"d","name":"Default"}""", null)]
    public async Task The_image_is_the_default_environments_and_left_out_if_that_has_none(string defaultEnvironment, string? image)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/environments/defaultEnvironment", defaultEnvironment);
        server.Answer("POST /api/environments/beta/environments", """{"environment":{"id":"e1","name":"e"}}""");
        server.Answer("POST /api/environments/beta/environments/e1/revisions", """{"environmentRevision":{"id":"r2","number":2}}""");
        using var client = server.Connect();
        await client.Environments.CreateAsync(new CreateEnvironmentRequest { Name = "e", Visibility = EnvironmentVisibility.Private }, Ct);
        await client.Environments.CreateRevisionAsync("e1", new EnvironmentDefinition { BaseImage = "" }, Ct);
        var sent = server
            .Requests.Where(request => request.Method == "POST")
            .Select(request => JsonNode.Parse(request.Text)!.AsObject())
            .ToList();
        Assert.Equal(2, sent.Count);
        Assert.All(sent, body => Assert.Equal((image is not null, image), (body.ContainsKey("image"), (string?)body["image"])));
    }

    [Fact]
    public async Task An_image_that_is_given_is_taken_without_asking()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /api/environments/beta/environments", """{"environment":{"id":"e1","name":"e"}}""");
        using var client = server.Connect();
        await client.Environments.CreateAsync(
            new CreateEnvironmentRequest
            {
                Name = "e",
                Visibility = EnvironmentVisibility.Private,
                BaseImage = "mine:2",
            },
            Ct
        );
        Assert.Equal("mine:2", (string?)JsonNode.Parse(Assert.Single(server.Requests).Text)!["image"]);
    }
}
