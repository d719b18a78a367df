using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests;

/// <summary>Replies whose shape no description gives, as python-domino's own tests against a deployment read them.</summary>
public sealed class PythonClientTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private HttpClient _http = null!;
    private string _project = "";

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions { UserName = "ada", Users = [new("grace")] },
            TestContext.Current.CancellationToken
        );
        _http = _server.ConnectAs("ada");
        _project = (await _http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start"))[
            "id"
        ]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_new_version_of_a_model_tells_its_number_in_the_reply_itself()
    {
        JsonObject body = new()
        {
            ["name"] = "m",
            ["description"] = "",
            ["projectId"] = _project,
            ["file"] = "model.py",
            ["function"] = "my_model",
            ["excludeFiles"] = new JsonArray(),
            ["environmentId"] = "",
        };
        var model = (await _http.SendAsync(HttpMethod.Post, "/v1/models", body.ToJsonString())).Reply!["data"]!["_id"]!.GetValue<string>();
        body.Remove("name");
        var (status, version) = await _http.SendAsync(HttpMethod.Post, $"/v1/models/{model}/versions", body.ToJsonString());
        Assert.Equal((200, 2), (status, version!["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_v1_list_of_environments_writes_visibility_with_a_capital()
    {
        var all = (await _http.ReadAsync("/v1/environments"))["data"]!.AsArray();
        Assert.Contains(all, environment => environment!["visibility"]!.GetValue<string>() == "Global");
    }

    [Fact]
    public async Task Every_other_user_can_become_a_collaborator_and_is_listed_by_name()
    {
        Assert.Equal(["ada"], await NamesAsync());
        foreach (var user in (await _http.ReadAsync("/v4/users")).AsArray())
        {
            if ((await NamesAsync()).Contains(user!["userName"]!.GetValue<string>()))
            {
                continue;
            }

            var (status, _) = await _http.SendAsync(
                HttpMethod.Post,
                $"/v4/projects/{_project}/collaborators",
                new JsonObject { ["collaboratorId"] = user["id"]!.GetValue<string>(), ["projectRole"] = "Contributor" }.ToJsonString()
            );
            Assert.Equal(200, status);
        }

        Assert.Equal(["ada", "grace"], (await NamesAsync()).Order());
    }

    private async Task<List<string>> NamesAsync() =>
        [.. (await _http.ReadAsync("/ada/quick-start/collaborators")).AsArray().Select(name => name!.GetValue<string>())];
}
