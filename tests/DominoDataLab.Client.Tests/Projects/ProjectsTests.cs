using System.Net;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Projects;

public sealed class ProjectsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_project_is_found_until_it_is_archived()
    {
        var made = await domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = "life" }, Ct);
        Assert.Equal(made.Id, (await domino.Client.Projects.FindAsync(domino.Server.UserName, "life", Ct))?.Id);
        await domino.Client.Projects.ArchiveAsync(made.Id, Ct);
        Assert.Null(await domino.Client.Projects.FindAsync(domino.Server.UserName, "life", Ct));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_that_names_it()
    {
        await domino.Client.Projects.CreateByFormAsync("taken", cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = "taken" }, Ct));
        Assert.Equal(HttpStatusCode.Conflict, error.StatusCode);
        Assert.Contains("taken", error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_has_the_history_of_its_source()
    {
        var source = await domino.NewProjectAsync(Ct);
        await source.Files.UploadAsync("a", new MemoryStream([1]), Ct);
        var fork = await domino.Client.Projects.ForkAsync(await source.GetIdAsync(Ct), "forked", Ct);
        Assert.Equal(await source.Files.ListCommitsAsync(Ct), await domino.Client.Project(fork.Id).Files.ListCommitsAsync(Ct));
    }

    [Fact]
    public async Task A_project_that_does_not_exist_is_named()
    {
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => domino.Client.Project("nobody/nothing").GetIdAsync(Ct));
        Assert.Equal("nobody/nothing", error.Name);
    }
}
