using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Projects;

/// <summary>The rights of each kind of user in each kind of project.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private LocalDomino _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "root", Users = [new("ada"), new("grace")] }, Ct);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("Private", null, 404, 404, 404)]
    [InlineData("Searchable", null, 200, 403, 403)]
    [InlineData("Public", null, 200, 200, 403)]
    [InlineData("Private", "ResultsConsumer", 200, 200, 403)]
    [InlineData("Private", "Contributor", 200, 200, 201)]
    [InlineData("Private", "Owner", 200, 200, 201)]
    public async Task A_project_is_as_open_as_its_visibility_and_the_role_say(
        string visibility,
        string? role,
        int find,
        int read,
        int write
    )
    {
        using var ada = Connect("ada");
        using var grace = Connect("grace");
        var name = $"p{Guid.NewGuid():N}";
        await CreateAsync(
            ada,
            await IdAsync(ada),
            name,
            visibility,
            role is null ? [] : [new JsonObject { ["collaboratorId"] = await IdAsync(grace), ["projectRole"] = role }]
        );

        Assert.Equal(
            find,
            (int)
                (
                    await SendAsync(
                        grace,
                        HttpMethod.Get,
                        $"/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName={name}"
                    )
                ).Status
        );
        Assert.Equal(read, (int)(await SendAsync(grace, HttpMethod.Get, $"/v1/projects/ada/{name}/commits")).Status);
        Assert.Equal(write, (int)(await SendAsync(grace, HttpMethod.Put, $"/v1/projects/ada/{name}/a.txt", "a")).Status);
    }

    [Fact]
    public async Task Only_an_owner_or_an_administrator_archives_a_project()
    {
        using var ada = Connect("ada");
        using var grace = Connect("grace");
        using var root = Connect("root");
        var project = (
            await SendAsync(ada, HttpMethod.Get, "/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start")
        ).Body!["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(grace, HttpMethod.Delete, $"/v4/projects/{project}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(root, HttpMethod.Delete, $"/v4/projects/{project}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(ada, HttpMethod.Get, $"/v4/projects/{project}")).Status);
    }

    [Fact]
    public async Task A_job_of_a_private_project_is_not_there_for_a_stranger_and_runs_as_who_started_it()
    {
        using var ada = Connect("ada");
        using var grace = Connect("grace");
        var project = (await CreateAsync(ada, await IdAsync(ada), $"p{Guid.NewGuid():N}", "Private")).Body!["id"]!.GetValue<string>();
        var job = (
            await SendAsync(ada, HttpMethod.Post, "/v4/jobs/start", $$"""{"projectId":"{{project}}","commandToRun":"true"}""")
        ).Body!["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(ada, HttpMethod.Get, $"/v4/jobs/{job}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(grace, HttpMethod.Get, $"/v4/jobs/{job}")).Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await SendAsync(grace, HttpMethod.Post, "/v4/jobs/stop", $$"""{"jobId":"{{job}}","commitResults":true}""")).Status
        );
    }

    [Fact]
    public async Task Nobody_but_an_administrator_creates_projects_for_another()
    {
        using var ada = Connect("ada");
        using var root = Connect("root");
        using var grace = Connect("grace");
        var receiver = await IdAsync(grace);
        Assert.Equal(HttpStatusCode.Forbidden, (await CreateAsync(ada, receiver, "gift", "Public")).Status);
        Assert.Equal("grace", (await CreateAsync(root, receiver, "gift", "Public")).Body!["ownerUsername"]!.GetValue<string>());
    }

    private static Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(
        HttpClient caller,
        string ownerId,
        string name,
        string visibility,
        JsonArray? collaborators = null
    ) =>
        SendAsync(
            caller,
            HttpMethod.Post,
            "/v4/projects",
            new JsonObject
            {
                ["name"] = name,
                ["visibility"] = visibility,
                ["ownerId"] = ownerId,
                ["description"] = "",
                ["collaborators"] = collaborators ?? [],
                ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
            }.ToJsonString()
        );

    private HttpClient Connect(string user) =>
        new() { BaseAddress = _server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", _server.GetApiKey(user) } } };

    private static async Task<string> IdAsync(HttpClient user) =>
        (await SendAsync(user, HttpMethod.Get, "/v4/users/self")).Body!["id"]!.GetValue<string>();

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpClient http,
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var reply = await http.SendAsync(request, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return (reply.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
