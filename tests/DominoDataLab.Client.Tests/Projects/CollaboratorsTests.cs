using System.Net;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Projects;

public sealed class CollaboratorsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("collaborator")]
    [InlineData("Collaborator@localhost")]
    public async Task A_collaborator_is_added_by_name_or_address_changes_role_and_is_removed(string named)
    {
        var project = await domino.NewProjectAsync(Ct);
        var added = await project.Collaborators.AddAsync(named, cancellationToken: Ct);
        Assert.Equal(ProjectRole.Contributor, added.ProjectRole);
        Assert.Contains("collaborator", await project.Collaborators.ListNamesAsync(Ct).ToListAsync(Ct));
        await project.Collaborators.UpdateRoleAsync(added.CollaboratorId, ProjectRole.ResultsConsumer, Ct);
        Assert.Equal([added with { ProjectRole = ProjectRole.ResultsConsumer }], await project.Collaborators.ListAsync(Ct).ToListAsync(Ct));
        await project.Collaborators.RemoveAsync(named, Ct);
        Assert.Empty(await project.Collaborators.ListAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_role_opens_a_private_project_and_only_owners_name_owners()
    {
        var project = await domino.NewProjectAsync(Ct);
        var id = await project.GetIdAsync(Ct);
        await domino.Client.Projects.UpdateVisibilityAsync(id, ProjectVisibility.Private, Ct);
        using var other = domino.ConnectAsOther();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => other.Projects.GetAsync(id, Ct))).StatusCode
        );
        await project.Collaborators.AddAsync("collaborator", ProjectRole.Contributor, Ct);
        Assert.Equal("Private", (await other.Projects.GetAsync(id, Ct)).Visibility?.Value);
        var refused = await Assert.ThrowsAsync<DominoApiException>(() =>
            other.Project(id).Collaborators.UpdateRoleAsync("collaborator", ProjectRole.Owner, Ct)
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(() => other.Projects.UpdateVisibilityAsync(id, ProjectVisibility.Public, Ct))
            ).StatusCode
        );
        await other.Projects.UpdateDescriptionAsync(id, "ours", Ct);
        Assert.Equal("ours", (await domino.Client.Projects.GetAsync(id, Ct)).Description);
    }

    [Fact]
    public async Task A_user_who_is_not_a_collaborator_is_not_found_and_an_invalid_role_is_refused()
    {
        var project = await domino.NewProjectAsync(Ct);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => project.Collaborators.RemoveAsync("collaborator", Ct))).StatusCode
        );
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Collaborators.AddAsync("collaborator", new ProjectRole("King"), Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("LauncherUser", error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_user_is_reported_before_the_project_is_looked_up()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/users?userName=nobody", "[]");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            client.Project("owner/name").Collaborators.AddAsync("nobody", cancellationToken: Ct)
        );
        Assert.Equal(("user", "nobody"), (error.Kind, error.Name));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""["ada","grace"]""")]
    [InlineData("""[{"username":"ada"},{"username":"grace","more":1}]""")]
    public async Task Names_are_read_in_both_shapes(string reply)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /owner/name/collaborators", reply);
        using var client = server.Connect();
        Assert.Equal(["ada", "grace"], await client.Project("owner/name").Collaborators.ListNamesAsync(Ct).ToListAsync(Ct));
    }
}
