using System.Net;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Projects;

public sealed class TagsTests(DominoFixture domino)
{
    private const string ProjectId = "0123456789abcdef01234567";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_added_tag_is_listed_found_and_described_until_it_is_removed()
    {
        var project = await domino.NewProjectAsync(Ct);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var added = await project.Tags.AddAsync(["forecast", "beta"], Ct);
        Assert.Equal(["forecast", "beta"], added.Select(tag => tag.Name));
        Assert.Equal(added, await project.Tags.ListAsync(Ct).ToListAsync(Ct));
        var details = await project.Tags.GetAsync((await project.Tags.FindAsync("beta", Ct))!.Id, Ct);
        Assert.Equal("beta", details.Name);
        Assert.InRange(details.LastAddedAt, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.True(await project.Tags.RemoveAsync("beta", Ct));
        Assert.Equal("forecast", Assert.Single(await project.Tags.ListAsync(Ct).ToListAsync(Ct)).Name);
    }

    [Fact]
    public async Task A_tag_that_is_added_twice_keeps_its_id()
    {
        var project = await domino.NewProjectAsync(Ct);
        var first = await project.Tags.AddAsync(["once"], Ct);
        Assert.Equal(first, await project.Tags.AddAsync(["once"], Ct));
        Assert.Single(await project.Tags.ListAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Tags_given_at_creation_have_ids()
    {
        var made = await domino.Client.Projects.CreateAsync(
            new CreateProjectRequest { Name = domino.NewName("tagged"), Tags = ["a", "b"] },
            Ct
        );
        Assert.Equal(["a", "b"], made.Tags!.Select(tag => tag.Name));
        Assert.Equal("a", (await domino.Client.Project(made.Id).Tags.GetAsync(made.Tags![0].Id, Ct)).Name);
    }

    [Fact]
    public async Task A_stranger_may_not_tag_a_public_project_and_an_unknown_tag_is_not_found()
    {
        var project = await domino.NewProjectAsync(Ct);
        using var other = domino.ConnectAsOther();
        var refused = await Assert.ThrowsAsync<DominoApiException>(async () =>
            await other.Project(await project.GetIdAsync(Ct)).Tags.AddAsync(["mine"], Ct)
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var missing = await Assert.ThrowsAsync<DominoNotFoundException>(() => project.Tags.GetAsync(ProjectId, Ct));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() => project.Tags.AddAsync([" "], Ct));
    }

    [Theory]
    [InlineData("""[{"id":"1","name":"a","isApproved":true}]""")]
    [InlineData("""{"id":"1","name":"a","isApproved":true}""")]
    public async Task The_reply_to_adding_tags_may_be_a_list_or_one_tag(string reply)
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"POST /v4/projects/{ProjectId}/tags", reply);
        using var client = server.Connect();
        var tag = Assert.Single(await client.Project(ProjectId).Tags.AddAsync(["a"], Ct));
        Assert.Equal(("1", "a", true), (tag.Id, tag.Name, tag.IsApproved));
        Assert.Equal("""{"tagNames":["a"]}""", Assert.Single(server.Requests).Text);
    }
}
