using System.Net;
using DominoDataLab.Client.Organizations;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Organizations;

public sealed class OrganizationsTests(DominoFixture domino) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domino-organizations-").FullName;
    private LocalDomino _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_organization_owns_a_project_to_which_its_members_contribute_and_which_its_administrators_own()
    {
        using var ada = Connect("ada");
        using var grace = Connect("grace");
        using var stranger = Connect("stranger");
        var lab = (await ada.Organizations.FindAsync("lab", Ct))!;
        Assert.Equal(
            [OrganizationRole.Admin, OrganizationRole.Member],
            lab.Members.Select(member => member.Role).OrderBy(role => role.Value)
        );
        var project = await grace.Projects.CreateAsync(
            new CreateProjectRequest
            {
                Name = "shared",
                Owner = "lab",
                Visibility = ProjectVisibility.Private,
            },
            Ct
        );
        Assert.Equal((lab.OrganizationUserId, "lab"), (project.OwnerId, project.OwnerUserName));

        await grace.Project("lab/shared").Tags.AddAsync(["by-a-member"], Ct);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAnyAsync<DominoApiException>(() => grace.Projects.ArchiveAsync(project.Id, Ct))).StatusCode
        );
        await Assert.ThrowsAsync<DominoNotFoundException>(() => stranger.Project("lab/shared").GetIdAsync(Ct));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAnyAsync<DominoApiException>(() =>
                    stranger.Projects.CreateAsync(new CreateProjectRequest { Name = "mine", Owner = "lab" }, Ct)
                )
            ).StatusCode
        );
        await ada.Projects.ArchiveAsync(project.Id, Ct);
        Assert.Null(await ada.Projects.FindAsync("lab", "shared", Ct));
    }

    [Fact]
    public async Task An_organization_as_a_collaborator_opens_a_project_to_its_members()
    {
        using var root = Connect(_server.UserName);
        using var grace = Connect("grace");
        var project = await root.Projects.CreateAsync(
            new CreateProjectRequest { Name = "opened", Visibility = ProjectVisibility.Private },
            Ct
        );
        await Assert.ThrowsAnyAsync<DominoApiException>(() => grace.Projects.GetAsync(project.Id, Ct));
        await root.Project(project.Id).Collaborators.AddAsync("lab", ProjectRole.ResultsConsumer, Ct);
        Assert.Equal("opened", (await grace.Projects.GetAsync(project.Id, Ct)).Name);
    }

    [Fact]
    public async Task Administrators_create_organizations_and_their_administrators_say_who_is_in_them()
    {
        using var root = Connect(_server.UserName);
        using var ada = Connect("ada");
        using var grace = Connect("grace");
        var adaId = (await ada.Users.GetSelfAsync(Ct)).Id;
        var club = await root.Organizations.CreateAsync("club", [new OrganizationMember(adaId, OrganizationRole.Admin)], Ct);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (
                await Assert.ThrowsAnyAsync<DominoApiException>(() => root.Organizations.CreateAsync("grace", cancellationToken: Ct))
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAnyAsync<DominoApiException>(() => ada.Organizations.CreateAsync("own", cancellationToken: Ct))).StatusCode
        );

        await ada.Organizations.AddMemberAsync(club.Id, "grace", cancellationToken: Ct);
        Assert.Equal(["club", "lab"], await grace.Organizations.ListAsync(Ct).Select(organization => organization.Name).ToListAsync(Ct));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAnyAsync<DominoApiException>(() => grace.Organizations.RemoveMemberAsync(club.Id, "ada", Ct))).StatusCode
        );

        await _server.DisposeAsync();
        _server = await StartAsync();
        using var again = Connect("ada");
        Assert.Equal(2, (await again.Organizations.GetAsync(club.OrganizationUserId, Ct)).Members.Count);
        await again.Organizations.RemoveMemberAsync(club.Id, "grace", Ct);
        Assert.Equal(adaId, Assert.Single((await again.Organizations.GetAsync(club.OrganizationUserId, Ct)).Members).UserId);
        using var graceAgain = Connect("grace");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() => graceAgain.Organizations.GetAsync(club.OrganizationUserId, Ct))
            ).StatusCode
        );
    }

    [Fact]
    public async Task All_organizations_are_for_administrators()
    {
        using var root = Connect(_server.UserName);
        using var ada = Connect("ada");
        Assert.Equal("lab", Assert.Single(await root.Organizations.ListAllAsync(Ct).ToListAsync(Ct)).Name);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAnyAsync<DominoApiException>(async () => await ada.Organizations.ListAllAsync(Ct).ToListAsync(Ct))
            ).StatusCode
        );
    }

    private Task<LocalDomino> StartAsync() =>
        DominoFixture.StartServerAsync(
            "known users and organizations, and restarts",
            new LocalDominoOptions
            {
                DataFolder = _folder,
                TrustUsers = true,
                Users = [new("ada"), new("grace"), new("stranger")],
                Organizations = [new("lab") { Members = ["grace"], Administrators = ["ada"] }],
            }
        );

    private DominoClient Connect(string user) => domino.Connect(_server.GetApiKey(user), _server.Address);
}
