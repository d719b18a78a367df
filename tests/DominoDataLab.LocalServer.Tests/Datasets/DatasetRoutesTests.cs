using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Datasets;

/// <summary>Dataset routes and bodies that the client does not use.</summary>
public sealed class DatasetRoutesTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private HttpClient _http = null!;
    private string _dataset = null!;
    private string _head = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada" }, Ct);
        _http = new HttpClient { BaseAddress = _server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", _server.ApiKey } } };
        _dataset = Text((await SendAsync("GET", $"/dataset?projectId={await ProjectAsync()}"))![0]!, "datasetId");
        _head = Text((await SendAsync("GET", $"/v4/datasetrw/datasets/{_dataset}"))!, "readWriteSnapshotId");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../..")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    public async Task A_path_that_leads_out_is_refused_everywhere(string path)
    {
        var query = "?path=" + Uri.EscapeDataString(path);
        await SendAsync("GET", $"/v4/datasetrw/files/{_head}{query}", expected: 400);
        await SendAsync("GET", $"/v4/datasetrw/snapshot/{_head}/file/meta{query}", expected: 400);
        await SendAsync(
            "POST",
            "/v4/datasetrw/snapshot",
            new JsonObject { ["datasetId"] = _dataset, ["relativeFilePaths"] = new JsonArray(path) },
            expected: 400
        );
    }

    [Fact]
    public async Task Links_are_not_followed_and_a_pipe_does_not_stop_a_snapshot()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_server.DataFolder, "datasets", _dataset, "head")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "plain.txt"), "plain", Ct);
        File.CreateSymbolicLink(Path.Combine(folder, "key"), _server.KeyFile);
        Directory.CreateSymbolicLink(Path.Combine(folder, "all"), _server.DataFolder);
        using (var pipe = Process.Start("mkfifo", [Path.Combine(folder, "pipe")]))
        {
            await pipe.WaitForExitAsync(Ct);
            Assert.Equal(0, pipe.ExitCode);
        }

        var snapshot = Text(
            (
                await SendAsync(
                    "POST",
                    "/v4/datasetrw/snapshot",
                    new JsonObject { ["datasetId"] = _dataset, ["relativeFilePaths"] = new JsonArray() }
                )
            )!,
            "id"
        );
        await ActiveAsync(snapshot);
        foreach (var id in new[] { _head, snapshot })
        {
            var names = (await SendAsync("GET", $"/v4/datasetrw/files/{id}?path="))!["rows"]!
                .AsArray()
                .Select(row => Text(row!["name"]!, "fileName"));
            Assert.Contains("plain.txt", names);
            Assert.DoesNotContain(names, name => name is "key" or "all");
            await SendAsync("GET", $"/v4/datasetrw/snapshot/{id}/file/meta?path=key", expected: 404);
            await SendAsync("GET", $"/v4/datasetrw/snapshot/{id}/file/meta?path=all/api-key", expected: 404);
            await SendAsync("GET", $"/v4/datasetrw/files/{id}?path=all", expected: 404);
        }

        await SendAsync(
            "POST",
            "/v4/datasetrw/snapshot",
            new JsonObject { ["datasetId"] = _dataset, ["relativeFilePaths"] = new JsonArray("all/api-key") },
            expected: 400
        );
        Assert.False(File.Exists(Path.Combine(_server.DataFolder, "datasets", _dataset, "snapshots", "1", "pipe")));
    }

    [Fact]
    public async Task Published_lists_come_in_pages()
    {
        var project = await ProjectAsync();
        foreach (var name in new[] { "second", "third" })
        {
            await SendAsync("POST", "/api/datasetrw/v1/datasets", new JsonObject { ["name"] = name, ["projectId"] = project });
        }

        var page = (await SendAsync("GET", $"/api/datasetrw/v1/datasets?projectId={project}&offset=1&limit=1"))!;
        Assert.Equal(["second"], page["datasets"]!.AsArray().Select(dataset => Text(dataset!, "name")));
        Assert.Equal(3, page["metadata"]!["totalCount"]!.GetValue<int>());
        var all = (await SendAsync("GET", $"/api/datasetrw/v2/datasets?projectIdsToInclude={project}&includeProjectInfo=true"))![
            "datasets"
        ]!.AsArray();
        Assert.Equal(["quick-start", "second", "third"], all.Select(item => Text(item!["dataset"]!, "name")));
        Assert.Equal("ada", Text(all[0]!["projectInfo"]!, "projectOwnerUsername"));
        await SendAsync("GET", "/api/datasetrw/v1/datasets?limit=-1", expected: 400);
    }

    [Fact]
    public async Task Published_routes_see_what_internal_ones_made()
    {
        var snapshot = Text(
            (
                await SendAsync(
                    "POST",
                    $"/api/datasetrw/v1/datasets/{_dataset}/snapshots",
                    new JsonObject { ["relativeFilePaths"] = new JsonArray() }
                )
            )!["snapshot"]!,
            "id"
        );
        await ActiveAsync(snapshot);
        Assert.Equal("active", Text((await SendAsync("GET", $"/api/datasetrw/v1/snapshots/{snapshot}"))!["snapshot"]!, "status"));
        await SendAsync("POST", $"/v4/datasetrw/dataset/{_dataset}/tag", new JsonObject { ["snapshotId"] = snapshot, ["tag"] = "prod" });
        Assert.Equal(snapshot, Text((await SendAsync("GET", $"/api/datasetrw/v1/datasets/{_dataset}"))!["dataset"]!["tags"]!, "prod"));
        await SendAsync("DELETE", $"/api/datasetrw/v1/datasets/{_dataset}/tags/prod");
        await SendAsync("DELETE", $"/api/datasetrw/v1/datasets/{_dataset}/tags/prod", expected: 404);
        await SendAsync("DELETE", $"/v4/datasetrw/snapshot/{snapshot}");
        var listed = Assert.Single((await SendAsync("GET", $"/api/datasetrw/v1/datasets/{_dataset}/snapshots"))!["snapshots"]!.AsArray());
        Assert.Equal("markForDeletion", Text(listed!, "status"));
    }

    [Fact]
    public async Task Published_grants_are_added_and_removed_one_by_one()
    {
        var user = Text((await SendAsync("GET", "/v4/users?userName=collaborator"))![0]!, "id");
        var grant = new JsonObject { ["targetId"] = user, ["targetRole"] = "DatasetRwReader" };
        await SendAsync("POST", $"/api/datasetrw/v1/datasets/{_dataset}/grants", grant.DeepClone());
        grant["targetRole"] = "DatasetRwEditor";
        Assert.Equal(
            ["DatasetRwOwner", "DatasetRwEditor"],
            (await SendAsync("POST", $"/api/datasetrw/v1/datasets/{_dataset}/grants", grant.DeepClone()))!["grants"]!
                .AsArray()
                .Select(item => Text(item!, "targetRole"))
        );
        await SendAsync("DELETE", $"/api/datasetrw/v1/datasets/{_dataset}/grants", grant.DeepClone());
        Assert.Single((await SendAsync("GET", $"/api/datasetrw/v1/datasets/{_dataset}/grants"))!["grantDetails"]!.AsArray());
    }

    [Fact]
    public async Task A_name_is_taken_whatever_the_case_of_its_letters()
    {
        var project = await ProjectAsync();
        await SendAsync(
            "POST",
            "/dataset",
            new JsonObject
            {
                ["datasetName"] = "Prices",
                ["description"] = "",
                ["projectId"] = project,
            }
        );
        await SendAsync(
            "POST",
            "/dataset",
            new JsonObject
            {
                ["datasetName"] = "prices",
                ["description"] = "",
                ["projectId"] = project,
            },
            expected: 409
        );
        await SendAsync("PATCH", $"/dataset/{_dataset}", new JsonObject { ["datasetName"] = "PRICES" }, expected: 409);
    }

    [Fact]
    public async Task What_is_not_served_yet_says_so() =>
        await SendAsync("GET", $"/v4/datasetrw/snapshot/{_head}/copy-progress", expected: 501);

    private async Task<string> ProjectAsync() =>
        Text((await SendAsync("GET", "/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start"))!, "id");

    private async Task ActiveAsync(string snapshot) =>
        await Eventually.GetAsync(
            async () => Text((await SendAsync("GET", $"/v4/datasetrw/snapshot/{snapshot}"))!["snapshot"]!, "lifecycleStatus"),
            status => status == "Active",
            "the snapshot to become active"
        );

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task<JsonNode?> SendAsync(string method, string path, JsonNode? body = null, int expected = 200)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var reply = await _http.SendAsync(request, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(expected == (int)reply.StatusCode, $"{method} {path} answered {(int)reply.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
