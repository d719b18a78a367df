using System.Text.Json.Nodes;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-OWNER-NULL: a project for an owner who does not exist was asked for with no owner.</summary>
public sealed class DOwnerNullTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_owner_is_named_and_nothing_is_created()
    {
        await using var server = await RecordedEndpoint.StartAsync();
        server.Answer("GET /v4/users", """[{"id":"u1","userName":"ada"},{"id":"u2","userName":"bob"}]""");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", OwnerUserName = "bo" }, Ct));
        Assert.Equal(("user", "bo"), (error.Kind, error.Name));
        await Assert.ThrowsAsync<DominoNotFoundException>(() => client.Projects.CreateByFormAsync("p", "bo", Ct));
        Assert.DoesNotContain(server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_known_owner_is_sent_by_id()
    {
        await using var server = await RecordedEndpoint.StartAsync();
        server.Answer("GET /v4/users", """[{"id":"u1","userName":"ada"},{"id":"u2","userName":"bob"}]""");
        server.Answer("POST /v4/projects", """{"id":"p1","name":"p"}""");
        using var client = server.Connect();
        await client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", OwnerUserName = "bob" }, Ct);
        Assert.Equal("u2", (string?)JsonNode.Parse(server.Only("POST /v4/projects").Text)!["ownerId"]);
    }
}
