using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Projects;

/// <summary>A list shows exactly the items that the user may open one by one. Its pages together are the whole list.</summary>
public sealed class ListAccessTests(ListAccessProjects projects) : IClassFixture<ListAccessProjects>
{
    [Theory]
    [InlineData("root")]
    [InlineData("ada")]
    [InlineData("grace")]
    [InlineData("linus")]
    [InlineData("eve")]
    public async Task A_list_has_what_the_user_may_open(string user)
    {
        using var http = projects.Server.ConnectAs(user);
        var listed = Ids(await http.ReadAsync("/v4/gateway/projects?relationship=Suggested"));
        var owned = Ids(await http.ReadAsync("/v4/gateway/projects?relationship=OwnedAndCollaborating"));
        Assert.Subset(listed, owned);
        var datasets = Ids(await http.ReadAsync("/v4/datasetrw/datasets-v2"), item => item["datasetRwDto"]!["id"]!);
        foreach (var (id, name, dataset) in projects.Projects)
        {
            var owner = name.Split('-')[0];
            var (status, _) = await http.SendAsync(
                HttpMethod.Get,
                $"/v4/gateway/projects/findProjectByOwnerAndName?ownerName={owner}&projectName={name}"
            );
            Assert.True(listed.Contains(id) == (status == 200), $"{name}: {status}");
            (status, _) = await http.SendAsync(HttpMethod.Get, $"/v4/datasetrw/datasets/{dataset}");
            Assert.True(datasets.Contains(dataset) == (status == 200), $"The dataset of {name}: {status}");
        }
    }

    [Fact]
    public async Task The_pages_of_a_list_are_the_list()
    {
        using var http = projects.Server.ConnectAs("grace");
        var all = (await http.ReadAsync("/api/datasetrw/v1/datasets?limit=1000"))["datasets"]!.AsArray();
        var paged = new List<string>();
        for (var offset = 0; offset < all.Count + 7; offset += 7)
        {
            var page = await http.ReadAsync($"/api/datasetrw/v1/datasets?limit=7&offset={offset}");
            Assert.Equal(all.Count, page["metadata"]!["totalCount"]!.GetValue<int>());
            paged.AddRange(page["datasets"]!.AsArray().Select((JsonNode? item) => item!["id"]!.GetValue<string>()));
        }

        Assert.Equal(all.Select((JsonNode? item) => item!["id"]!.GetValue<string>()), paged);
    }

    private static HashSet<string> Ids(JsonNode list, Func<JsonNode, JsonNode>? id = null) =>
        [.. list.AsArray().Select((JsonNode? item) => (id is null ? item!["id"]! : id(item!)).GetValue<string>())];
}

/// <summary>A server with projects of every visibility, with collaborators in every role, of users and of an organization.</summary>
public sealed class ListAccessProjects : IAsyncLifetime
{
    private static readonly string[] Visibilities = ["Private", "Searchable", "Public"];
    private static readonly string?[] Roles = [null, "ResultsConsumer", "Contributor", "Owner"];
    public List<(string Id, string Name, string Dataset)> Projects { get; } = [];
    public LocalDomino Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "root",
                Users = [new("ada"), new("grace"), new("linus"), new("eve")],
                Organizations = [new("team") { Members = ["grace"], Administrators = ["linus"] }],
            },
            TestContext.Current.CancellationToken
        );
        using var root = Server.ConnectAs("root");
        var users = (await root.ReadAsync("/v4/users")).AsArray();
        foreach (var (visibility, role) in Visibilities.SelectMany(visibility => Roles.Select(role => (visibility, role))))
        {
            foreach (var (collaborator, owner) in ((string, string)[])[("grace", "ada"), ("team", "ada"), ("eve", "team")])
            {
                await CreateAsync(root, visibility, role, IdOf(users, collaborator), IdOf(users, owner), owner);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private async Task CreateAsync(HttpClient root, string visibility, string? role, string collaborator, string ownerId, string owner)
    {
        var name = $"{owner}-{visibility}-{role ?? "None"}-{Projects.Count}";
        var body = new JsonObject
        {
            ["name"] = name,
            ["ownerId"] = ownerId,
            ["description"] = "",
            ["visibility"] = visibility,
            ["collaborators"] = role is null
                ? new JsonArray()
                : new JsonArray(new JsonObject { ["collaboratorId"] = collaborator, ["projectRole"] = role }),
            ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
        };
        var (status, made) = await root.SendAsync(HttpMethod.Post, "/v4/projects", body.ToJsonString());
        Assert.True(status == 200, made?.ToJsonString());
        var id = made!["id"]!.GetValue<string>();
        Projects.Add((id, name, (await root.ReadAsync($"/dataset?projectId={id}"))[0]!["datasetId"]!.GetValue<string>()));
    }

    private static string IdOf(JsonArray users, string name) =>
        users.Single(user => user!["userName"]!.GetValue<string>() == name)!["id"]!.GetValue<string>();
}
