using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;

namespace DominoDataLab.LocalServer.Tests.Datasets;

public sealed class DatasetFromSnapshotTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("domino-test-");
    private LocalDomino _server = null!;
    private UploadClient _datasets = null!;
    private string _project = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        _project = (await _datasets.Http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start"))[
            "id"
        ]!.GetValue<string>();
        Directory.CreateDirectory(Path.Combine(_datasets.Head, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "a.txt"), "of the snapshot", Ct);
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "sub", "b.txt"), "of the snapshot", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _datasets.Dispose();
        await _server.DisposeAsync();
        using var chmod = System.Diagnostics.Process.Start("chmod", ["-R", "u+w", _folder.FullName]);
        await chmod.WaitForExitAsync(CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_has_the_snapshots_files_which_are_its_own_to_change(bool published)
    {
        var snapshot = await SnapshotAsync();
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "a.txt"), "later", Ct);
        var (status, reply) = await CreateAsync(published, snapshot, "copy", "of yesterday");
        Assert.Equal(200, status);
        var made = published ? reply!["dataset"]! : reply!;
        Assert.Equal(("copy", "of yesterday", _project), (Text(made, "name"), Text(made, "description"), Text(made, "projectId")));

        var head = HeadOf(Text(made, "id"));
        Assert.Equal("of the snapshot", await File.ReadAllTextAsync(Path.Combine(head, "a.txt"), Ct));
        Assert.Equal("of the snapshot", await File.ReadAllTextAsync(Path.Combine(head, "sub", "b.txt"), Ct));
        Assert.All(
            Directory.EnumerateFileSystemEntries(head, "*", SearchOption.AllDirectories),
            entry => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(entry).HasFlag(UnixFileMode.UserWrite))
        );
        await File.WriteAllTextAsync(Path.Combine(head, "a.txt"), "changed", Ct);
        Assert.Equal(
            "of the snapshot",
            await File.ReadAllTextAsync(Path.Combine(head, "..", "..", _datasets.Dataset, "snapshots", "1", "a.txt"), Ct)
        );
        Assert.Equal(
            ["copy"],
            (await _datasets.Http.ReadAsync($"/dataset?projectId={_project}"))
                .AsArray()
                .Select(dataset => Text(dataset!, "datasetName"))
                .Where(name => name == "copy")
        );
    }

    [Fact]
    public async Task Who_makes_it_owns_it_and_grants_have_no_effect()
    {
        using var grace = _server.ConnectAs("grace");
        var user = (await grace.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
        var added = await _datasets.Http.SendAsync(
            HttpMethod.Post,
            $"/v4/projects/{_project}/collaborators",
            new JsonObject { ["collaboratorId"] = user, ["projectRole"] = "Contributor" }.ToJsonString()
        );
        Assert.InRange(added.Status, 200, 204);
        var body = new JsonObject
        {
            ["name"] = "copy",
            ["snapshotId"] = await SnapshotAsync(),
            ["grants"] = new JsonArray(new JsonObject { ["targetId"] = user, ["targetRole"] = "DatasetRwReader" }),
        };
        var made = (await grace.SendAsync(HttpMethod.Post, "/api/datasetrw/v1/datasets", body.ToJsonString())).Reply!["dataset"]!;
        var grants = (await grace.ReadAsync($"/v4/datasetrw/dataset/{Text(made, "id")}/grants")).AsArray();
        Assert.Equal("DatasetRwOwner", Text(grants.Single(grant => Text(grant!, "targetId") == user)!, "targetRole"));
    }

    [Fact]
    public async Task What_can_not_be_made_leaves_nothing_behind()
    {
        var snapshot = await SnapshotAsync();
        Assert.Equal(409, (await CreateAsync(published: true, snapshot, "quick-start", "")).Status);
        Assert.Equal(400, (await CreateAsync(published: false, snapshot, "no/name", "")).Status);
        Assert.Equal(404, (await CreateAsync(published: false, new string('0', 24), "copy", "")).Status);
        var both = new JsonObject
        {
            ["name"] = "copy",
            ["snapshotId"] = snapshot,
            ["projectId"] = _project,
        };
        Assert.Equal(400, (await _datasets.Http.SendAsync(HttpMethod.Post, "/api/datasetrw/v1/datasets", both.ToJsonString())).Status);
        Assert.InRange((await _datasets.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/snapshot/{snapshot}")).Status, 200, 204);
        Assert.Equal(409, (await CreateAsync(published: true, snapshot, "copy", "")).Status);
        Assert.Equal(
            [_datasets.Dataset],
            Directory.EnumerateDirectories(Path.Combine(_folder.FullName, "datasets")).Select(Path.GetFileName)
        );
        Assert.Single((await _datasets.Http.ReadAsync($"/dataset?projectId={_project}")).AsArray());
    }

    [Fact]
    public async Task What_a_killed_server_had_copied_for_no_dataset_is_removed_at_the_next_start_and_whole_folders_are_not()
    {
        _datasets.Dispose();
        await _server.DisposeAsync();
        var whole = HeadOf(new string('a', 24));
        var half = Path.GetDirectoryName(whole) + ".making";
        Directory.CreateDirectory(whole);
        Directory.CreateDirectory(Path.Combine(half, "head"));
        await File.WriteAllTextAsync(Path.Combine(half, "head", "a.txt"), "half", Ct);
        await StartAsync();
        Assert.False(Directory.Exists(half));
        Assert.True(Directory.Exists(whole));
        Assert.Equal("of the snapshot", await File.ReadAllTextAsync(Path.Combine(_datasets.Head, "a.txt"), Ct));
    }

    [Fact]
    public async Task The_time_of_a_copy_is_estimated_from_the_size_of_what_is_chosen()
    {
        var head = (await _datasets.Http.ReadAsync($"/v4/datasetrw/datasets/{_datasets.Dataset}"))[
            "readWriteSnapshotId"
        ]!.GetValue<string>();
        await using (var large = File.Create(Path.Combine(_datasets.Head, "large.bin")))
        {
            // A hole: it has the size, but takes no room.
            large.SetLength(10_000_000_000);
        }

        var estimate = $"/v4/datasetrw/snapshot/{head}/copy-estimate?relativeFilePaths=";
        Assert.Equal(
            """{"isLessThanMinutesEstimate":true,"minutesEstimate":1}""",
            (await _datasets.Http.ReadAsync(estimate + "a.txt&relativeFilePaths=sub")).ToJsonString()
        );
        Assert.Equal(
            """{"isLessThanMinutesEstimate":true,"minutesEstimate":2}""",
            (await _datasets.Http.ReadAsync(estimate + "large.bin")).ToJsonString()
        );
        Assert.Equal(
            """{"isLessThanMinutesEstimate":true,"minutesEstimate":2}""",
            (await _datasets.Http.ReadAsync(estimate)).ToJsonString()
        );
        Assert.Equal(404, (await _datasets.Http.SendAsync(HttpMethod.Get, estimate + "none.txt")).Status);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private string HeadOf(string dataset) => Path.Combine(_folder.FullName, "datasets", dataset, "head");

    private Task<(int Status, JsonNode? Reply)> CreateAsync(bool published, string snapshot, string name, string description) =>
        published
            ? _datasets.Http.SendAsync(
                HttpMethod.Post,
                "/api/datasetrw/v1/datasets",
                new JsonObject
                {
                    ["name"] = name,
                    ["description"] = description,
                    ["snapshotId"] = snapshot,
                }.ToJsonString()
            )
            : _datasets.Http.SendAsync(
                HttpMethod.Post,
                $"/v4/datasetrw/dataset/{snapshot}/create?name={Uri.EscapeDataString(name)}&description={Uri.EscapeDataString(description)}"
            );

    private async Task<string> SnapshotAsync()
    {
        var body = new JsonObject { ["datasetId"] = _datasets.Dataset, ["relativeFilePaths"] = new JsonArray() };
        var id = (await _datasets.Http.SendAsync(HttpMethod.Post, "/v4/datasetrw/snapshot", body.ToJsonString())).Reply![
            "id"
        ]!.GetValue<string>();
        await Eventually.GetAsync(
            async () =>
                (await _datasets.Http.ReadAsync($"/v4/datasetrw/snapshot/{id}"))["snapshot"]!["lifecycleStatus"]!.GetValue<string>(),
            status => status == "Active",
            "the snapshot to become active"
        );
        return id;
    }

    private async Task StartAsync()
    {
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                Users = [new("grace")],
                DataFolder = _folder.FullName,
                TrustUsers = true,
            },
            Ct
        );
        _datasets = await UploadClient.ConnectAsync(_server);
    }
}
