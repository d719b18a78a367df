using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;
using DominoDataLab.LocalServer.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Datasets;

/// <summary>
/// Datasets that hold what no path can name: the rest stays usable, a snapshot is complete or fails, and deleting deletes.
/// </summary>
public sealed class HostileDatasetTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private LocalDomino _server = null!;
    private UploadClient _datasets = null!;
    private string _head = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Shell.RequireLinux();
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", TimeProvider = _time }, Ct);
        _datasets = await UploadClient.ConnectAsync(_server);
        _head = (await _datasets.Http.ReadAsync($"/v4/datasetrw/datasets/{_datasets.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();
        Directory.CreateDirectory(Path.Combine(_datasets.Head, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "a.txt"), "kept", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _datasets?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Assert.False(Directory.Exists(_server.DataFolder));
        }
    }

    [Fact]
    public async Task A_listing_names_what_it_can_not_address_and_shows_the_rest()
    {
        await Shell.RunAsync(Path.Combine(_datasets.Head, "sub"), Shell.Latin1 + "echo x >ok.txt\n");
        var list = await _datasets.Http.ReadAsync($"/v4/datasetrw/files/{_head}?path=sub");
        Assert.Equal(["ok.txt"], list["rows"]!.AsArray().Select((JsonNode? row) => row!["name"]!["fileName"]!.GetValue<string>()));
        Assert.Equal([@"caf\xE9.txt"], list["unreadable"]!.AsArray().Select((JsonNode? name) => name!.GetValue<string>()));
    }

    [Theory]
    [InlineData(Shell.Latin1, @"'sub/caf\xE9.txt'")]
    [InlineData(Shell.Deep, "'sub/dddd")]
    public async Task A_snapshot_that_would_not_be_complete_fails_and_names_why(string script, string name)
    {
        await Shell.RunAsync(Path.Combine(_datasets.Head, "sub"), script);
        var (id, snapshot) = await SnapshotAsync();
        Assert.Equal("Failed", snapshot["lifecycleStatus"]!.GetValue<string>());
        Assert.Contains(name, snapshot["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.DataFolder, snapshot["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_server.DataFolder, "datasets", _datasets.Dataset, "making")));
        Assert.InRange((await _datasets.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/snapshot/{id}")).Status, 200, 204);
    }

    [Theory]
    [InlineData(Shell.Latin1)]
    [InlineData(Shell.Deep)]
    public async Task The_size_of_a_dataset_can_be_asked_for(string script)
    {
        await Shell.RunAsync(Path.Combine(_datasets.Head, "sub"), script);
        Assert.True((await _datasets.Http.ReadAsync($"/v4/datasetrw/snapshot/size/{_head}")).GetValue<long>() >= 4);
    }

    [Theory]
    [InlineData("sub", Shell.Latin1)]
    [InlineData("sub", Shell.Deep)]
    [InlineData(@"sub/caf\xE9.txt", Shell.Latin1)]
    public async Task Deleting_deletes_whatever_lies_there(string path, string script)
    {
        await Shell.RunAsync(Path.Combine(_datasets.Head, "sub"), script);
        var (status, reply) = await _datasets.Http.SendAsync(
            HttpMethod.Delete,
            $"/v4/datasetrw/snapshot/{_head}/files",
            new JsonObject { ["relativePaths"] = new JsonArray(path) }.ToJsonString()
        );
        Assert.True(status is 200 or 204, reply?.ToJsonString());
        Assert.Equal(
            path == "sub" ? ["a.txt"] : ["a.txt", "sub"],
            new DirectoryInfo(_datasets.Head).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.Name).Order()
        );
    }

    [Fact]
    public async Task A_dataset_with_such_files_is_deleted()
    {
        await Shell.RunAsync(_datasets.Head, Shell.Latin1 + Shell.Deep + "mkdir locked; echo x >locked/x; chmod 0 locked\n");
        Assert.InRange((await _datasets.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/dataset/{_datasets.Dataset}")).Status, 200, 204);
        _time.Advance(TimeSpan.FromMinutes(16));
        await Eventually.HoldsAsync(
            () => !Directory.Exists(Path.Combine(_server.DataFolder, "datasets", _datasets.Dataset)),
            "the dataset's folder to be removed"
        );
    }

    [Fact]
    public async Task An_upload_that_fits_no_path_is_refused_and_changes_nothing()
    {
        var target = string.Join('/', Enumerable.Repeat(new string('d', 100), 30));
        var path = string.Join('/', Enumerable.Repeat(new string('e', 100), 12)) + "/x";
        var key = await _datasets.StartAsync(target: target);
        await _datasets.SendAsync(key, path, [1, 2, 3]);
        var (status, reply) = await _datasets.Http.SendAsync(HttpMethod.Get, $"{_datasets.Base}/end/{key}");
        Assert.True(status is 400 or 409, $"{status}: {reply}");
        Assert.Contains("its path is too long for this system", reply!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.DataFolder, reply.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["a.txt", "sub"], Directory.EnumerateFileSystemEntries(_datasets.Head).Select(Path.GetFileName).Order());
    }

    private async Task<(string Id, JsonNode Snapshot)> SnapshotAsync()
    {
        var body = new JsonObject { ["datasetId"] = _datasets.Dataset, ["relativeFilePaths"] = new JsonArray() };
        var id = (await _datasets.Http.SendAsync(HttpMethod.Post, "/v4/datasetrw/snapshot", body.ToJsonString())).Reply![
            "id"
        ]!.GetValue<string>();
        var snapshot = await Eventually.GetAsync(
            async () => (await _datasets.Http.ReadAsync($"/v4/datasetrw/snapshot/{id}"))["snapshot"]!,
            snapshot => snapshot["lifecycleStatus"]!.GetValue<string>() is not ("Pending" or "Copying"),
            "the snapshot to be complete"
        );
        return (id, snapshot);
    }
}
