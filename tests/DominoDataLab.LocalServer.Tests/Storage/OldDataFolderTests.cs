using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>This version opens a data folder of an older version and continues with everything in it.</summary>
public sealed class OldDataFolderTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private (string Input, string Output) _commits;
    private LocalDomino _server = null!;
    private TestApi _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _commits = await OldDataFolder.WriteAsync(_folder);
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { DataFolder = _folder, UserName = OldDataFolder.Owner }, Ct);
        _api = new TestApi(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_key_opens_the_server_and_the_project_has_its_files()
    {
        Assert.Equal(OldDataFolder.Key, _server.ApiKey);
        var project = new TestProject(_api, OldDataFolder.Owner, "quick-start", OldDataFolder.Project);
        Assert.Equal([_commits.Output, _commits.Input], (await project.CommitsAsync())[^2..]);
        Assert.Equal("out\n", await project.ReadAsync("result.txt", _commits.Output));
        await project.PutAsync("new.txt", "new");
        Assert.Equal("new", await project.ReadAsync("new.txt"));
    }

    [Fact]
    public async Task Jobs_keep_their_end_or_get_one_and_waiting_ones_run()
    {
        var ended = await _api.JobAsync(OldDataFolder.EndedJob);
        Assert.Equal("Succeeded", Status(ended));
        Assert.Equal(_commits.Output, ended["commitDetails"]!["outputCommitId"]!.GetValue<string>());
        Assert.Equal("loss", Assert.Single(ended["dominoStats"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal(["line"], await _api.LogAsync(OldDataFolder.EndedJob, "stdout"));
        var lost = await _api.EndOfAsync(OldDataFolder.RunningJob);
        Assert.Equal("Error", Status(lost));
        Assert.False(Directory.Exists(Path.Combine(_folder, "work", OldDataFolder.RunningJob)));
        Assert.Equal("Succeeded", Status(await _api.EndOfAsync(OldDataFolder.WaitingJob)));
        var list = (await _api.GetAsync($"/v4/jobs?projectId={OldDataFolder.Project}"))["jobs"]!.AsArray();
        Assert.Equal([3, 2, 1], list.Select((JsonNode? job) => job!["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Datasets_and_snapshots_have_their_files_and_the_upload_resumes()
    {
        using var client = new UploadClient(_server, OldDataFolder.Dataset);
        foreach (var id in (string[])[OldDataFolder.Head, OldDataFolder.Snapshot])
        {
            var path = new Uri($"/v4/datasetrw/snapshot/{id}/file/raw?path=a.txt", UriKind.Relative);
            Assert.Equal("kept", await client.Http.GetStringAsync(path, Ct));
        }

        var chunks = TestChunk.Cut("sub/u.txt", Encoding.UTF8.GetBytes(OldDataFolder.FirstPart + "you"), OldDataFolder.FirstPart.Length);
        Assert.Equal(200, (await client.SendAsync(OldDataFolder.Upload, chunks[1])).Status);
        Assert.Equal(200, (await client.Http.SendAsync(HttpMethod.Get, $"{client.Base}/end/{OldDataFolder.Upload}")).Status);
        Assert.Equal("hello you", await File.ReadAllTextAsync(Path.Combine(client.Head, "sub", "u.txt"), Ct));
        Assert.False(Directory.Exists(Path.Combine(client.Uploads, OldDataFolder.Upload)));
    }

    private static string Status(JsonNode job) => job["statuses"]!["executionStatus"]!.GetValue<string>();
}
