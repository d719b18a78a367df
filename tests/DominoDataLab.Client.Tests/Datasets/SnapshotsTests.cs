using System.Net;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Datasets;

public sealed class SnapshotsTests(DominoFixture domino)
{
    private static readonly WaitOptions Soon = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_of_all_has_all_files_and_its_size()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "12"), ("sub/b.txt", "345"));
        var snapshot = await MakeAsync(project, name);
        Assert.Equal((1, false, 5L), (snapshot.Version, snapshot.IsReadWrite, snapshot.SizeBytes));
        var files = await project.Datasets.Files.ListAsync(name, snapshot: snapshot.Id, cancellationToken: Ct).ToListAsync(Ct);
        Assert.Equal([("sub", true, null), ("a.txt", false, 2L)], files.Select(file => (file.Path, file.IsFolder, file.SizeBytes)));
        var below = Assert.Single(await project.Datasets.Files.ListAsync(name, "sub", snapshot.Id, Ct).ToListAsync(Ct));
        Assert.Equal(("sub/b.txt", "b.txt", 3L), (below.Path, below.Name, below.SizeBytes));
        Assert.Equal([snapshot.Id], await project.Datasets.Snapshots.ListAsync(name, Ct).Select(listed => listed.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_snapshot_of_some_paths_has_those_only()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"), ("sub/b.txt", "2"), ("sub/c/d.txt", "3"), ("e/f.txt", "4"));
        var snapshot = await MakeAsync(project, name, "sub/c", "a.txt");
        Assert.Equal(
            ["sub", "a.txt"],
            await project
                .Datasets.Files.ListAsync(name, snapshot: snapshot.Id, cancellationToken: Ct)
                .Select(file => file.Path)
                .ToListAsync(Ct)
        );
        Assert.Equal(
            ["sub/c"],
            await project.Datasets.Files.ListAsync(name, "sub", snapshot.Id, Ct).Select(file => file.Path).ToListAsync(Ct)
        );
        Assert.Equal(1, (await project.Datasets.Files.GetAsync(name, "sub/c/d.txt", snapshot.Id, Ct)).SizeBytes);
    }

    [Fact]
    public async Task A_path_that_is_not_there_or_leads_out_is_refused()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var missing = await Assert.ThrowsAnyAsync<DominoApiException>(() => project.Datasets.Snapshots.CreateAsync(name, ["b.txt"], Ct));
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() => project.Datasets.Snapshots.CreateAsync(name, ["../a.txt"], Ct));
        Assert.Equal(0, await project.Datasets.Snapshots.ListAsync(name, Ct).CountAsync(Ct));
    }

    [Fact]
    public async Task A_tag_is_unique_can_be_moved_and_can_be_removed()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var first = await MakeAsync(project, name);
        var second = await MakeAsync(project, name);
        var snapshots = project.Datasets.Snapshots;
        await snapshots.AddTagAsync(name, first.Id, "prod", cancellationToken: Ct);
        var taken = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            snapshots.AddTagAsync(name, second.Id, "prod", cancellationToken: Ct)
        );
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Equal(first.Id, await TagAsync(project, name, "prod"));

        await snapshots.AddTagAsync(name, second.Id, "prod", moveIfExists: true, Ct);
        Assert.Equal(second.Id, await TagAsync(project, name, "prod"));

        await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            snapshots.AddTagAsync(name, new string('0', 24), "prod", moveIfExists: true, Ct)
        );
        Assert.Equal(second.Id, await TagAsync(project, name, "prod"));

        await snapshots.RemoveTagAsync(name, "prod", Ct);
        Assert.Null(await TagAsync(project, name, "prod"));
    }

    [Fact]
    public async Task A_tag_that_cannot_be_moved_is_put_back()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var first = await MakeAsync(project, name);
        var second = await MakeAsync(project, name);
        await project.Datasets.Snapshots.AddTagAsync(name, first.Id, "prod", cancellationToken: Ct);
        await project.Datasets.Snapshots.DeleteAsync(second.Id, Ct);
        await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            project.Datasets.Snapshots.AddTagAsync(name, second.Id, "prod", moveIfExists: true, Ct)
        );
        Assert.Equal(first.Id, await TagAsync(project, name, "prod"));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task A_tag_that_could_be_a_number_or_a_path_is_refused(string tag)
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var snapshot = await MakeAsync(project, name);
        var error = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            project.Datasets.Snapshots.AddTagAsync(name, snapshot.Id, tag, cancellationToken: Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
    }

    [Fact]
    public async Task Beyond_twenty_the_oldest_one_without_a_tag_makes_room()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var snapshots = project.Datasets.Snapshots;
        Assert.Equal(20, await snapshots.GetLimitAsync(Ct));
        var made = new List<DatasetSnapshot>();
        for (var i = 0; i < 20; i++)
        {
            Assert.False(await snapshots.IsAtLimitAsync(name, Ct));
            made.Add(await MakeAsync(project, name));
        }

        await snapshots.AddTagAsync(name, made[0].Id, "keep", cancellationToken: Ct);
        Assert.True(await snapshots.IsAtLimitAsync(name, Ct));
        made.Add(await MakeAsync(project, name));
        Assert.Equal(DatasetStatus.MarkedForDeletion, (await snapshots.GetAsync(made[1].Id, Ct)).Status);
        Assert.Equal(20, await snapshots.ListAsync(name, Ct).CountAsync(snapshot => snapshot.Status == DatasetStatus.Active, Ct));

        foreach (var snapshot in made.Skip(2))
        {
            await snapshots.AddTagAsync(name, snapshot.Id, "t" + snapshot.Version, cancellationToken: Ct);
        }

        var error = await Assert.ThrowsAnyAsync<DominoApiException>(() => snapshots.CreateAsync(name, cancellationToken: Ct));
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("tag", error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_snapshot_loses_its_tags_and_is_not_waited_for()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var snapshot = await MakeAsync(project, name);
        await project.Datasets.Snapshots.AddTagAsync(name, snapshot.Id, "old", cancellationToken: Ct);
        await project.Datasets.Snapshots.DeleteAsync(snapshot.Id, Ct);
        Assert.Null(await TagAsync(project, name, "old"));
        var error = await Assert.ThrowsAsync<SnapshotFailedException>(() =>
            project.Datasets.Snapshots.WaitForActiveAsync(snapshot.Id, null, Ct)
        );
        Assert.Equal(DatasetStatus.MarkedForDeletion, error.Snapshot.Status);
    }

    [Fact]
    public async Task A_dataset_made_of_a_snapshot_has_its_files_and_those_of_today_stay_where_they_are()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "12"), ("sub/b.txt", "345"));
        var snapshot = await MakeAsync(project, name, "sub");
        var made = await project.Datasets.Snapshots.CreateDatasetAsync(
            snapshot.Id,
            new CreateDatasetRequest { Name = "copy", Description = "of a part" },
            Ct
        );
        Assert.Equal(("copy", "of a part", await project.GetIdAsync(Ct)), (made.Name, made.Description, made.ProjectId));
        Assert.Equal(made.CreatedAt, (await project.Datasets.GetAsync("copy", Ct)).CreatedAt);
        Assert.Equal(
            ["sub"],
            await project.Datasets.Files.ListAsync("copy", cancellationToken: Ct).Select(file => file.Path).ToListAsync(Ct)
        );
        Assert.Equal(3, (await project.Datasets.Files.GetAsync("copy", "sub/b.txt", cancellationToken: Ct)).SizeBytes);
        Assert.Equal(
            ["sub", "a.txt"],
            await project.Datasets.Files.ListAsync(name, cancellationToken: Ct).Select(file => file.Path).ToListAsync(Ct)
        );

        var taken = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            project.Datasets.Snapshots.CreateDatasetAsync(snapshot.Id, new CreateDatasetRequest { Name = name }, Ct)
        );
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        await project.Datasets.Snapshots.DeleteAsync(snapshot.Id, Ct);
        var marked = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            project.Datasets.Snapshots.CreateDatasetAsync(snapshot.Id, new CreateDatasetRequest { Name = "late" }, Ct)
        );
        Assert.Equal(HttpStatusCode.Conflict, marked.StatusCode);
        await Assert.ThrowsAsync<DominoNotFoundException>(() => project.Datasets.GetAsync("late", Ct));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_made_says_why_and_the_next_one_is_made()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var dataset = await project.Datasets.GetAsync(name, Ct);

        // The path just fits where it is; where the snapshot is put together it is longer than the system allows.
        var deep = Path.Combine(domino.Inside("the server's data folder").DataFolder, "datasets", dataset.Id, "head");
        while (deep.Length < 4090)
        {
            deep = Path.Combine(deep, new string('d', Math.Min(200, 4094 - deep.Length)));
        }

        Directory.CreateDirectory(deep);
        var snapshot = await project.Datasets.Snapshots.CreateAsync(name, cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<SnapshotFailedException>(() =>
            project.Datasets.Snapshots.WaitForActiveAsync(snapshot.Id, Soon, Ct)
        );
        Assert.Equal(DatasetStatus.Failed, error.Snapshot.Status);
        Assert.NotEmpty(error.Snapshot.Description!);
        Assert.Equal(1, (await MakeAsync(project, name, "a.txt")).SizeBytes);
    }

    [Fact]
    public async Task A_path_below_another_one_comes_once()
    {
        var (project, name) = await WithFilesAsync(("sub/b.txt", "12"), ("sub/c/d.txt", "345"), ("other.txt", "6"));
        Assert.Equal(5, (await MakeAsync(project, name, "sub/c", "sub", "sub/b.txt", "sub")).SizeBytes);
    }

    [Fact]
    public async Task The_read_write_snapshot_cannot_be_deleted_or_tagged()
    {
        var (project, name) = await WithFilesAsync(("a.txt", "1"));
        var head = (await project.Datasets.GetDetailsAsync(name, Ct)).ReadWriteSnapshotId;
        Assert.True((await project.Datasets.Snapshots.GetAsync(head, Ct)).IsReadWrite);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await Assert.ThrowsAnyAsync<DominoApiException>(() => project.Datasets.Snapshots.DeleteAsync(head, Ct))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                    project.Datasets.Snapshots.AddTagAsync(name, head, "x", cancellationToken: Ct)
                )
            ).StatusCode
        );
    }

    [Fact]
    public async Task A_wait_polls_until_the_snapshot_is_active_and_ends_at_its_timeout()
    {
        using var slow = new SlowSnapshot(looks: 3);
        using var http = new HttpClient(slow) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new DominoClient(new DominoClientOptions { Host = "http://localhost:1", ApiKey = "k" }, http);
        var late = await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            client.Datasets.Snapshots.WaitForActiveAsync("s", new WaitOptions { Timeout = TimeSpan.Zero }, Ct)
        );
        Assert.Contains("Copying", late.Message, StringComparison.Ordinal);
        Assert.Equal(7, (await client.Datasets.Snapshots.WaitForActiveAsync("s", null, Ct)).Version);
        Assert.Equal(3, slow.Looks);
    }

    private static async Task<string?> TagAsync(ProjectClient project, string dataset, string tag) =>
        (await project.Datasets.GetDetailsAsync(dataset, Ct)).Tags.GetValueOrDefault(tag);

    private static async Task<DatasetSnapshot> MakeAsync(ProjectClient project, string dataset, params string[] paths) =>
        await project.Datasets.Snapshots.WaitForActiveAsync(
            (await project.Datasets.Snapshots.CreateAsync(dataset, paths, Ct)).Id,
            Soon,
            Ct
        );

    /// <summary>A project whose default dataset has these files. They are put where a job would write them.</summary>
    private async Task<(ProjectClient Project, string Dataset)> WithFilesAsync(params (string Path, string Content)[] files)
    {
        var project = await domino.NewProjectAsync(Ct);
        var dataset = await project.Datasets.ListAsync(Ct).FirstAsync(Ct);
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(domino.Inside("the server's data folder").DataFolder, "datasets", dataset.Id, "head", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content, Ct);
        }

        return (project, dataset.Name);
    }

    /// <summary>A deployment that needs its time: the local server is done before one can look twice.</summary>
    private sealed class SlowSnapshot(int looks) : HttpMessageHandler
    {
        public int Looks { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var status = ++Looks < looks ? "Copying" : "Active";
            var body =
                $$"""{ "isReadWrite": false, "snapshot": { "id": "s", "datasetId": "d", "version": 7, "isReadWrite": false,"""
                + $$""" "lifecycleStatus": "{{status}}", "creationTime": 1, "storageSize": 0 } }""";
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                }
            );
        }
    }
}
