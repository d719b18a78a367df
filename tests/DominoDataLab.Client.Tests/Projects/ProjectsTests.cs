using System.Net;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Projects;

public sealed class ProjectsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_project_is_found_until_it_is_archived()
    {
        var name = domino.NewName("life");
        var made = await domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = name }, Ct);
        Assert.Equal(made.Id, (await domino.Client.Projects.FindAsync(domino.UserName, name, Ct))?.Id);
        await domino.Client.Projects.ArchiveAsync(made.Id, Ct);
        Assert.Null(await domino.Client.Projects.FindAsync(domino.UserName, name, Ct));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_that_names_it()
    {
        var name = domino.NewName("taken");
        await domino.Client.Projects.CreateByFormAsync(name, cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = name }, Ct)
        );
        Assert.Equal(HttpStatusCode.Conflict, error.StatusCode);
        Assert.Contains(name, error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_has_the_history_of_its_source()
    {
        var source = await domino.NewProjectAsync(Ct);
        await source.Files.UploadAsync([1], "a", cancellationToken: Ct);
        var fork = await domino.Client.Projects.ForkAsync(await source.GetIdAsync(Ct), domino.NewName("forked"), Ct);
        Assert.Equal(
            await source.Files.ListCommitsAsync(Ct).ToListAsync(Ct),
            await domino.Client.Project(fork.Id).Files.ListCommitsAsync(Ct).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task A_project_that_does_not_exist_is_named()
    {
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => domino.Client.Project("nobody/nothing").GetIdAsync(Ct));
        Assert.Equal("nobody/nothing", error.Name);
    }

    [Fact]
    public async Task One_of_the_users_own_projects_is_archived_by_its_name()
    {
        var name = domino.NewName("by-name");
        var made = await domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = name, Owner = domino.UserName }, Ct);
        await domino.Client.Projects.ArchiveByNameAsync(name, Ct);
        Assert.Null(await domino.Client.Projects.FindAsync(domino.UserName, name, Ct));
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => domino.Client.Projects.ArchiveByNameAsync(name, Ct));
        Assert.Equal(("project", name), (error.Kind, error.Name));
        Assert.NotEmpty(made.Id);
    }

    [Fact]
    public async Task Every_field_of_a_project_is_read_and_fields_from_the_future_survive()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/projects/p1",
            """
            {"id":"p1","name":"n","ownerId":"u1","ownerUsername":"ada","description":"d","visibility":"Secret",
            "created":"2024-05-06T07:08:09.123Z","stageId":"s1","projectType":"Analytic",
             "status":{"status":"complete","isBlocked":true,"blockedReason":"b","completedMessage":"c","future":1},"tags":[{"id":"t1",
             "name":"tn","isApproved":true}],
             "collaboratorIds":["u2"],"collaborators":[{"collaboratorId":"u2","projectRole":"Contributor"}],"billingTag":{"tag":"bt"},
             "mainRepository":{"id":"r1","uri":"https://git.example.com/a","serviceProvider":"github","defaultRef":{"type":"head"} },
             "importedGitRepositories":[{"uri":"https://git.example.com/b","ref":{"type":"tags","value":"v1"},"serviceProvider":"unknown"}],
             "templateDetails":{"templateId":"tp","name":"tpn"},"future":2}
            """
        );
        using var client = server.Connect();
        var project = await client.Projects.GetAsync("p1", Ct);
        Assert.Equal(
            ("ada", "Secret", "s1", "Analytic"),
            (project.OwnerUserName, project.Visibility?.Value, project.StageId, project.ProjectType)
        );
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.Zero), project.CreatedAt);
        Assert.Equal(
            ("complete", true, "b", "c"),
            (project.Status!.Status, project.Status.IsBlocked, project.Status.BlockedReason, project.Status.CompletedMessage)
        );
        Assert.Equal(
            (true, "u2", new ProjectCollaborator("u2", ProjectRole.Contributor), "bt"),
            (project.Tags[0].IsApproved, project.CollaboratorIds[0], project.Collaborators[0], project.BillingTag?.Tag)
        );
        Assert.Equal(
            (GitReference.Head, GitReference.Tag("v1"), "tpn"),
            (project.MainRepository!.DefaultReference, project.ImportedGitRepositories[0].Reference, project.TemplateDetails!.Name)
        );
        Assert.Equal((1, 2), (project.Status.Extra!["future"].GetInt32(), project.Extra!["future"].GetInt32()));
    }

    [Theory]
    [InlineData("""{"id":"p1","name":"n","ownerName":"ada"}""")]
    [InlineData("""{"id":"p1","name":"n","owner":{"id":"u1","userName":"ada"}}""")]
    [InlineData("""{"id":"p1","name":"n","ownerUsername":"ada"}""")]
    public async Task The_owner_is_known_whichever_way_a_reply_names_it(string json)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/projects/p1", json);
        using var client = server.Connect();
        Assert.Equal("ada", (await client.Projects.GetAsync("p1", Ct)).OwnerUserName);
    }

    [Fact]
    public async Task A_reply_without_an_ID_is_not_a_project()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/gateway/projects/findProjectByOwnerAndName", "{}");
        using var client = server.Connect();
        Assert.Null(await client.Projects.FindAsync("ada", "p", Ct));
    }
}
