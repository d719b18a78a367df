using System.Text.Json.Nodes;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Projects;

/// <summary>The owner of a new project (D-OWNER-NULL, D-USER-NONE).</summary>
public sealed class OwnerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_owner_is_named_and_nothing_is_created()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/users", """[{"id":"u1","userName":"ada"},{"id":"u2","userName":"bob"}]""");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Owner = "bo" }, Ct)
        );
        Assert.Equal(("user", "bo"), (error.Kind, error.Name));
        await Assert.ThrowsAsync<DominoNotFoundException>(() => client.Projects.CreateByFormAsync("p", "bo", Ct));
        Assert.DoesNotContain(server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_known_owner_is_sent_by_id()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/users", """[{"id":"u1","userName":"ada"},{"id":"u2","userName":"bob"}]""");
        server.Answer("POST /v4/projects", """{"id":"p1","name":"p"}""");
        using var client = server.Connect();
        await client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Owner = "bob" }, Ct);
        Assert.Equal("u2", (string?)JsonNode.Parse(server.Only("POST /v4/projects").Text)!["ownerId"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task An_empty_name_of_an_owner_is_refused_before_anything_is_created(string name)
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Owner = name }, Ct)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => client.Projects.CreateByFormAsync("p", name, Ct));
        Assert.DoesNotContain(server.Requests, request => request.Method == "POST");
    }
}
