using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Datasets;

/// <summary>A snapshot stays as it was made, whatever jobs do with the dataset and with the folder that they see the snapshot in.</summary>
public sealed class SealedSnapshotTests : IAsyncLifetime
{
    // Root may write anywhere; without this one of its rights modes hold for it as for everybody.
    private static readonly string Shell = Environment.IsPrivilegedProcess ? "setpriv --bounding-set -dac_override sh -c" : "sh -c";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private LocalDomino _server = null!;
    private UploadClient _datasets = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", TimeProvider = _time }, Ct);
        _datasets = await UploadClient.ConnectAsync(_server);
        Directory.CreateDirectory(Path.Combine(_datasets.Head, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "a.txt"), "before", Ct);
        await File.WriteAllTextAsync(Path.Combine(_datasets.Head, "sub", "b.txt"), "before", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _datasets.Dispose();
        await _server.DisposeAsync();
        Assert.False(Directory.Exists(_server.DataFolder));
    }

    [Fact]
    public async Task What_a_job_writes_in_place_into_the_dataset_is_not_in_the_snapshot()
    {
        await RunAsync("ln a.txt linked.txt");
        await SnapshotAsync();
        await RunAsync("echo after > a.txt; echo after >> linked.txt; echo after > sub/b.txt");
        string[] expected = ["before", "before", "before"];
        Assert.Equal(
            expected,
            await RunAsync("cd $DOMINO_DATASETS_DIR/snapshots/quick-start/1; for f in a.txt linked.txt sub/b.txt; do cat $f; echo; done")
        );
    }

    [Theory]
    [InlineData("echo after > a.txt")]
    [InlineData("echo after > new.txt")]
    [InlineData("echo after > sub/new.txt")]
    [InlineData("rm -f sub/b.txt")]
    [InlineData("mv sub/b.txt sub/c.txt")]
    [InlineData("sed -i s/before/after/ a.txt")]
    [InlineData("mv sub other")]
    public async Task What_would_change_a_snapshot_fails(string command)
    {
        await SnapshotAsync();
        const string Listing = "find . -type f | sort; cat a.txt; echo; cat sub/b.txt; echo";
        string[] expected = ["refused", "./a.txt", "./sub/b.txt", "before", "before"];
        Assert.Equal(expected, await RunAsync($"cd $DOMINO_DATASETS_DIR/snapshots/quick-start/1; ({command}) || echo refused; {Listing}"));
    }

    [Fact]
    public async Task A_sealed_snapshot_can_be_deleted()
    {
        var id = await SnapshotAsync();
        var folder = Path.Combine(_server.DataFolder, "datasets", _datasets.Dataset, "snapshots", "1");
        Assert.True(Directory.Exists(folder));
        Assert.InRange((await _datasets.Http.SendAsync(HttpMethod.Delete, $"/v4/datasetrw/snapshot/{id}")).Status, 200, 204);
        _time.Advance(TimeSpan.FromMinutes(16));
        await Eventually.HoldsAsync(() => !Directory.Exists(folder), "the snapshot's folder to be removed");
    }

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

    /// <summary>Runs a job in the folder of the dataset and says what it wrote to its standard output.</summary>
    private async Task<string[]> RunAsync(string script)
    {
        var project = (
            await _datasets.Http.ReadAsync("/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start")
        )["id"]!.GetValue<string>();
        var body = new JsonObject
        {
            ["projectId"] = project,
            ["commandToRun"] = $"{Shell} 'cd $DOMINO_DATASETS_DIR/local/quick-start && {script}'",
        };
        var id = (await _datasets.Http.SendAsync(HttpMethod.Post, "/v4/jobs/start", body.ToJsonString())).Reply!["id"]!.GetValue<string>();
        await Eventually.HoldsAsync(
            async () => (await _datasets.Http.ReadAsync($"/v4/jobs/{id}"))["statuses"]!["isCompleted"]!.GetValue<bool>(),
            "the job to end"
        );
        var lines = (await _datasets.Http.ReadAsync($"/v4/jobs/{id}/logsWithProblemSuggestions"))["logset"]!["logContent"]!.AsArray();
        return [.. lines.Where(line => line!["logType"]!.GetValue<string>() == "stdout").Select(line => line!["log"]!.GetValue<string>())];
    }
}
