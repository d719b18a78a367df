using System.Net;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.BillingTags;

/// <summary>Each test has a server of its own: the mode holds for all projects.</summary>
public sealed class BillingTagsTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private DominoClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DominoFixture.StartServerAsync("billing tags and their mode to itself");
        _client = Connect(_server, _server.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_is_active_until_it_is_archived_and_again_after_it_is_recreated()
    {
        Assert.Equal(["b/1", "a b"], (await _client.BillingTags.CreateAsync(["b/1", "a b"], Ct)).Select(tag => tag.Tag));
        Assert.Equal(["a b", "b/1"], (await _client.BillingTags.ListActiveAsync(Ct).ToListAsync(Ct)).Select(tag => tag.Tag));
        var archived = await _client.BillingTags.ArchiveAsync("b/1", Ct);
        Assert.Equal(("b/1", false), (archived.Tag, archived.IsActive));
        Assert.Equal(archived.TagId, (await _client.BillingTags.GetAsync("b/1", Ct)).TagId);
        Assert.Equal("a b", (await _client.BillingTags.ListActiveAsync(Ct).SingleAsync(Ct)).Tag);
        await _client.BillingTags.CreateAsync(["b/1"], Ct);
        Assert.True((await _client.BillingTags.GetAsync("b/1", Ct)).IsActive);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(() => _client.BillingTags.GetAsync("none", Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(() => _client.BillingTags.ArchiveAsync("none", Ct)));
    }

    [Fact]
    public async Task A_list_with_a_tag_that_is_not_allowed_creates_none()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => _client.BillingTags.CreateAsync(["good", "bad\n"], Ct)));
        Assert.Empty(await _client.BillingTags.ListActiveAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task The_mode_decides_which_projects_can_be_created()
    {
        await _client.BillingTags.CreateAsync(["live", "dead"], Ct);
        await _client.BillingTags.ArchiveAsync("dead", Ct);
        Assert.Equal(BillingTagMode.Optional, await _client.BillingTags.GetModeAsync(Ct));
        var tagged = await CreateAsync("tagged", "live");
        Assert.Equal("live", tagged.BillingTag?.Tag);
        Assert.Null((await CreateAsync("free", null)).BillingTag);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => CreateAsync("archived", "dead")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => CreateAsync("unknown", "none")));

        Assert.Equal(BillingTagMode.Required, await _client.BillingTags.UpdateModeAsync(BillingTagMode.Required, Ct));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => CreateAsync("bare", null)));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => _client.Projects.CreateByFormAsync("form", cancellationToken: Ct)));
        Assert.Equal("live", (await _client.Projects.ForkAsync(tagged.Id, "fork", Ct)).BillingTag?.Tag);

        await _client.BillingTags.UpdateModeAsync(BillingTagMode.Disabled, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => CreateAsync("refused", "live")));
        Assert.Null((await CreateAsync("plain", null)).BillingTag);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await StatusAsync(() => _client.BillingTags.UpdateModeAsync(new BillingTagMode("Sometimes"), Ct))
        );
        Assert.True(await _client.BillingTags.UpdateNotificationsAsync(true, Ct));
        var settings = await _client.BillingTags.GetSettingsAsync(Ct);
        Assert.Equal((BillingTagMode.Disabled, true), (settings.Mode, settings.NotificationsEnabled));
    }

    [Fact]
    public async Task A_project_gets_a_tag_and_loses_it()
    {
        await _client.BillingTags.CreateAsync(["t"], Ct);
        var project = _client.Project($"{_server.UserName}/quick-start");
        Assert.Null(await project.BillingTag.GetAsync(Ct));
        Assert.Equal("t", (await project.BillingTag.SetAsync("t", Ct)).BillingTag?.Tag);
        Assert.Equal("t", await project.BillingTag.GetAsync(Ct));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(() => project.BillingTag.SetAsync("none", Ct)));
        Assert.Null((await project.BillingTag.RemoveAsync(Ct)).BillingTag);
        Assert.Null(await project.BillingTag.GetAsync(Ct));
    }

    [Fact]
    public async Task Many_projects_get_their_tags_at_once_or_none_does_and_are_listed_page_by_page()
    {
        await _client.BillingTags.CreateAsync(["t", "u"], Ct);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await CreateAsync($"many-{i}", null)).Id);
        }

        Assert.Equal(
            HttpStatusCode.BadRequest,
            await StatusAsync(() =>
                _client.BillingTags.UpdateProjectsAsync(new Dictionary<string, string> { [ids[0]] = "t", [ids[1]] = "none" }, Ct)
            )
        );
        Assert.Empty(await _client.BillingTags.ListProjectsAsync(new() { BillingTag = "t" }, Ct).ToListAsync(Ct));

        var updated = await _client.BillingTags.UpdateProjectsAsync(ids.ToDictionary(id => id, id => id == ids[4] ? "u" : "t"), Ct);
        Assert.Equal(ids, updated.Select(project => project.Id));
        Assert.Equal("u", updated[4].BillingTag?.Tag);
        var listed = await _client
            .BillingTags.ListProjectsAsync(
                new()
                {
                    BillingTag = "t",
                    SortBy = "name",
                    Ascending = true,
                    PageSize = 2,
                },
                Ct
            )
            .ToListAsync(Ct);
        Assert.Equal(["many-0", "many-1", "many-2", "many-3"], listed.Select(project => project.Name));
        Assert.Equal("many-3", (await _client.BillingTags.ListProjectsAsync(new() { NameFilter = "NY-3" }, Ct).SingleAsync(Ct)).Name);
        Assert.All(
            await _client.BillingTags.ListProjectsAsync(new() { MissingTagOnly = true }, Ct).ToListAsync(Ct),
            project => Assert.Equal("quick-start", project.Name)
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await StatusAsync(() => _client.BillingTags.ListProjectsAsync(new() { SortBy = "colour" }, Ct).ToListAsync(Ct).AsTask())
        );
    }

    [Fact]
    public async Task Nobody_but_an_administrator_manages_tags_but_others_create_projects_with_them()
    {
        await _client.BillingTags.CreateAsync(["t"], Ct);
        using var other = Connect(_server, _server.GetApiKey("collaborator"));
        Assert.Equal(
            "t",
            (await other.Projects.CreateAsync(new CreateProjectRequest { Name = "theirs", BillingTag = "t" }, Ct)).BillingTag?.Tag
        );
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.BillingTags.ListActiveAsync(Ct).ToListAsync(Ct).AsTask()));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.BillingTags.CreateAsync(["x"], Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.BillingTags.ArchiveAsync("t", Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.BillingTags.UpdateModeAsync(BillingTagMode.Disabled, Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.BillingTags.UpdateNotificationsAsync(true, Ct)));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await StatusAsync(() => other.BillingTags.ListProjectsAsync(null, Ct).ToListAsync(Ct).AsTask())
        );
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => other.Project("collaborator/theirs").BillingTag.RemoveAsync(Ct)));
    }

    [Theory]
    [InlineData("""{"tag":"t"}""", "t")]
    [InlineData("\"t\"", "t")]
    [InlineData("null", null)]
    public async Task The_tag_of_a_project_is_read_in_each_form_that_deployments_write(string reply, string? tag)
    {
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json(request.Target == "/version" ? """{"version":"6.2.0"}""" : reply)
        );
        using var client = endpoint.Connect();
        Assert.Equal(tag, await client.Project("0123456789abcdef01234567").BillingTag.GetAsync(Ct));
    }

    private static DominoClient Connect(LocalDomino server, string key) =>
        new(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = key });

    private Task<Project> CreateAsync(string name, string? tag) =>
        _client.Projects.CreateAsync(new CreateProjectRequest { Name = name, BillingTag = tag }, Ct);

    private static async Task<HttpStatusCode> StatusAsync(Func<Task> call) =>
        (await Assert.ThrowsAnyAsync<DominoApiException>(call)).StatusCode;
}
