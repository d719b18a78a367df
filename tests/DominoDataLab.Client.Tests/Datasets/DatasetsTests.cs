using System.Net;
using System.Text;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Datasets;

public sealed class DatasetsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_project_begins_with_a_dataset_of_its_name()
    {
        var project = await domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = domino.NewName("with-default") }, Ct);
        await domino.Client.Project(project.Id).Datasets.CreateAsync(new CreateDatasetRequest { Name = "a-second" }, Ct);
        Assert.Equal(
            [project.Name, "a-second"],
            await domino.Client.Project(project.Id).Datasets.ListAsync(Ct).Select(dataset => dataset.Name).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task A_created_dataset_is_found_by_name_and_by_id()
    {
        var project = await domino.NewProjectAsync(Ct);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var made = await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "prices", Description = "Of wheat" }, Ct);
        Assert.Equal("Of wheat", made.Description);
        Assert.InRange(made.CreatedAt!.Value, before, before.AddMinutes(5));
        Assert.Equal(made.Id, (await project.Datasets.GetAsync("prices", Ct)).Id);
        Assert.Equal("prices", (await project.Datasets.GetAsync(made.Id, Ct)).Name);
        Assert.Equal(made.Id, (await project.Datasets.FindAsync("prices", Ct))!.Id);
        Assert.Null(await project.Datasets.FindAsync("prizes", Ct));
        Assert.Contains(
            made.Id,
            await domino.Client.Datasets.ListAsync(cancellationToken: Ct).Select(dataset => dataset.Id).ToListAsync(Ct)
        );
        var details = await project.Datasets.GetDetailsAsync("prices", Ct);
        Assert.Equal(DatasetStatus.Active, details.Status);
        Assert.Equal(await project.GetIdAsync(Ct), details.ProjectId);
        Assert.Empty(details.SnapshotIds);
    }

    [Fact]
    public async Task A_dataset_is_found_by_its_full_name()
    {
        var name = domino.NewName("full-names");
        await domino.Client.Projects.CreateAsync(new CreateProjectRequest { Name = name }, Ct);
        Assert.Equal(name, (await domino.Client.Datasets.GetAsync($"{domino.UserName}/{name}/{name}", Ct)).Name);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            domino.Client.Datasets.GetAsync($"{domino.UserName}/{name}/other", Ct)
        );
        Assert.Contains($"{name} (", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => domino.Client.Datasets.GetAsync("full-names", Ct));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_nothing_is_created()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "taken" }, Ct);
        var error = await Assert.ThrowsAsync<DominoExistsException>(() =>
            project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "taken" }, Ct)
        );
        Assert.Equal("taken", error.Name);
        Assert.Equal(2, await project.Datasets.ListAsync(Ct).CountAsync(Ct));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("with space")]
    [InlineData("héllo")]
    public async Task A_name_that_could_be_a_path_is_refused(string name)
    {
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Datasets.CreateAsync(new CreateDatasetRequest { Name = name }, Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
    }

    [Fact]
    public async Task Name_and_description_change_each_without_the_other()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "old", Description = "first" }, Ct);
        var renamed = await project.Datasets.UpdateAsync("old", new UpdateDatasetRequest { Name = "new" }, Ct);
        Assert.Equal(("new", "first"), (renamed.Name, renamed.Description));
        var described = await project.Datasets.UpdateAsync("new", new UpdateDatasetRequest { Description = "second" }, Ct);
        Assert.Equal(("new", "second"), (described.Name, described.Description));
    }

    [Fact]
    public async Task A_removed_dataset_keeps_its_name_for_the_grace_and_then_is_gone()
    {
        var folder = Directory.CreateTempSubdirectory("domino-test-");
        try
        {
            var clock = new ShiftedClock();
            var options = new LocalDominoOptions { DataFolder = folder.FullName, TimeProvider = clock };
            string id;
            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                var project = client.Project($"{server.UserName}/quick-start");
                id = (await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "brief" }, Ct)).Id;
                var snapshot = await project.Datasets.Snapshots.CreateAsync("brief", cancellationToken: Ct);
                await project.Datasets.Snapshots.WaitForActiveAsync(snapshot.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
                await project.Datasets.DeleteAsync(["brief"], Ct);
                Assert.Null(await project.Datasets.FindAsync("brief", Ct));
                Assert.Equal(DatasetStatus.MarkedForDeletion, (await client.Datasets.GetDetailsAsync(id, Ct)).Status);

                clock.Shift = TimeSpan.FromMinutes(14);
                var error = await Assert.ThrowsAsync<DominoApiException>(() =>
                    project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "brief" }, Ct)
                );
                Assert.Equal(HttpStatusCode.Conflict, error.StatusCode);
                Assert.Contains("marked for deletion", error.ServerMessage, StringComparison.Ordinal);
                Assert.True(Directory.Exists(Path.Combine(folder.FullName, "datasets", id)));

                clock.Shift = TimeSpan.FromMinutes(16);
                Assert.NotEqual(id, (await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "brief" }, Ct)).Id);
                Assert.Equal(
                    HttpStatusCode.NotFound,
                    (await Assert.ThrowsAsync<DominoNotFoundException>(() => client.Datasets.GetAsync(id, Ct))).StatusCode
                );
            }

            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                // What is marked is deleted before the next snapshot is made, so that one tells when to look.
                using var client = domino.Connect(server.ApiKey, server.Address);
                var snapshots = client.Project($"{server.UserName}/quick-start").Datasets.Snapshots;
                await snapshots.WaitForActiveAsync(
                    (await snapshots.CreateAsync("brief", cancellationToken: Ct)).Id,
                    new WaitOptions { Timeout = TimeSpan.FromMinutes(1) },
                    Ct
                );
                Assert.False(Directory.Exists(Path.Combine(folder.FullName, "datasets", id)));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("domino-test-");
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName };
            string snapshotId;
            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                var project = client.Project($"{server.UserName}/quick-start");
                await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "kept", Description = "d" }, Ct);
                await RunAsync(project, "i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i > $DOMINO_DATASETS_DIR/local/kept/$i; done");
                await project.Datasets.Grants.SetAsync(
                    "kept",
                    new Dictionary<string, DatasetRole> { ["collaborator"] = DatasetRole.Editor },
                    Ct
                );

                // The server ends while this is being made, or shortly before or after: it must not matter.
                snapshotId = (await project.Datasets.Snapshots.CreateAsync("kept", cancellationToken: Ct)).Id;
                await project.Datasets.Snapshots.AddTagAsync("kept", snapshotId, "v1", cancellationToken: Ct);
            }

            await using (var server = await DominoFixture.StartServerAsync("restarts", options))
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                var datasets = client.Project($"{server.UserName}/quick-start").Datasets;
                await datasets.Snapshots.WaitForActiveAsync(snapshotId, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
                Assert.Equal(300, await datasets.Files.ListAsync("kept", snapshot: snapshotId, cancellationToken: Ct).CountAsync(Ct));
                var details = await datasets.GetDetailsAsync("kept", Ct);
                Assert.Equal("d", details.Description);
                Assert.Equal(snapshotId, details.Tags["v1"]);
                Assert.Contains(
                    await datasets.Grants.ListAsync("kept", Ct).ToListAsync(Ct),
                    grant => grant.TargetName == "collaborator" && grant.TargetRole == DatasetRole.Editor
                );
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_a_job_writes_into_a_dataset_is_there_afterwards_and_a_snapshot_stays_as_it_was()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "numbers" }, Ct);
        await RunAsync(
            project,
            "mkdir $DOMINO_DATASETS_DIR/local/numbers/sub; printf 12345 > $DOMINO_DATASETS_DIR/local/numbers/sub/five.txt"
        );
        Assert.Equal(5, (await project.Datasets.Files.GetAsync("numbers", "sub/five.txt", cancellationToken: Ct)).SizeBytes);

        var snapshot = await project.Datasets.Snapshots.WaitForActiveAsync(
            (await project.Datasets.Snapshots.CreateAsync("numbers", cancellationToken: Ct)).Id,
            new WaitOptions { Timeout = TimeSpan.FromMinutes(1) },
            Ct
        );
        await project.Datasets.Snapshots.AddTagAsync("numbers", snapshot.Id, "best", cancellationToken: Ct);
        await RunAsync(
            project,
            "cd $DOMINO_DATASETS_DIR; printf 678 >> local/numbers/sub/five.txt; cat snapshots/numbers/1/sub/five.txt "
                + "snapshots/numbers/best/sub/five.txt local/numbers/sub/five.txt > local/numbers/seen.txt"
        );
        Assert.Equal(5, (await project.Datasets.Files.GetAsync("numbers", "sub/five.txt", snapshot.Id, Ct)).SizeBytes);
        Assert.Equal(8, (await project.Datasets.Files.GetAsync("numbers", "sub/five.txt", cancellationToken: Ct)).SizeBytes);
        Assert.Equal(
            "123451234512345678",
            await File.ReadAllTextAsync(
                Path.Combine(
                    domino.Inside("the server's data folder").DataFolder,
                    "datasets",
                    (await project.Datasets.GetDetailsAsync("numbers", Ct)).Id,
                    "head",
                    "seen.txt"
                ),
                Ct
            )
        );
    }

    [Fact]
    public async Task A_job_sees_a_renamed_dataset_under_its_new_name_only()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "before" }, Ct);
        await RunAsync(project, "touch $DOMINO_DATASETS_DIR/local/before/a");
        await project.Datasets.UpdateAsync("before", new UpdateDatasetRequest { Name = "after" }, Ct);
        await RunAsync(project, "test -f $DOMINO_DATASETS_DIR/local/after/a && test ! -e $DOMINO_DATASETS_DIR/local/before");
    }

    [Fact]
    public async Task A_stranger_sees_a_dataset_of_a_private_project_only_as_far_as_granted()
    {
        var made = await domino.Client.Projects.CreateAsync(
            new CreateProjectRequest { Name = domino.NewName("closed-data"), Visibility = ProjectVisibility.Private },
            Ct
        );
        var datasets = domino.Client.Project(made.Id).Datasets;
        var id = (await datasets.CreateAsync(new CreateDatasetRequest { Name = "secret" }, Ct)).Id;
        using var other = domino.ConnectAsOther();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => other.Datasets.GetAsync(id, Ct))).StatusCode
        );
        Assert.DoesNotContain(id, await other.Datasets.ListAsync(cancellationToken: Ct).Select(dataset => dataset.Id).ToListAsync(Ct));

        await datasets.Grants.SetAsync("secret", new Dictionary<string, DatasetRole> { ["collaborator"] = DatasetRole.Reader }, Ct);
        Assert.Equal("secret", (await other.Datasets.GetAsync(id, Ct)).Name);
        Assert.Equal(
            [id],
            await other
                .Datasets.ListAsync(cancellationToken: Ct)
                .Where(dataset => dataset.ProjectId == made.Id)
                .Select(dataset => dataset.Id)
                .ToListAsync(Ct)
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(() =>
                    other.Datasets.UpdateAsync(id, new UpdateDatasetRequest { Description = "x" }, Ct)
                )
            ).StatusCode
        );

        await datasets.Grants.SetAsync("secret", new Dictionary<string, DatasetRole> { ["collaborator"] = DatasetRole.Editor }, Ct);
        Assert.Equal("x", (await other.Datasets.UpdateAsync(id, new UpdateDatasetRequest { Description = "x" }, Ct)).Description);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(() =>
                    other.Datasets.Grants.SetAsync(id, new Dictionary<string, DatasetRole>(), Ct)
                )
            ).StatusCode
        );

        await datasets.Grants.SetAsync("secret", new Dictionary<string, DatasetRole>(), Ct);
        Assert.Equal([domino.UserName], await datasets.Grants.ListAsync("secret", Ct).Select(grant => grant.TargetName).ToListAsync(Ct));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => other.Datasets.GetAsync(id, Ct))).StatusCode
        );
    }

    [Fact]
    public async Task A_grant_without_a_user_and_an_unknown_role_are_refused_and_change_nothing()
    {
        var project = await domino.NewProjectAsync(Ct);
        var name = (await project.Datasets.ListAsync(Ct).FirstAsync(Ct)).Name;
        await project.Datasets.Grants.SetAsync(name, new Dictionary<string, DatasetRole> { ["collaborator"] = DatasetRole.Reader }, Ct);
        await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            project.Datasets.Grants.SetAsync(name, new Dictionary<string, DatasetRole> { ["nobody"] = DatasetRole.Reader }, Ct)
        );
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Datasets.Grants.SetAsync(name, new Dictionary<string, DatasetRole> { ["collaborator"] = new("King") }, Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal(
            [DatasetRole.Owner, DatasetRole.Reader],
            await project.Datasets.Grants.ListAsync(name, Ct).Select(grant => grant.TargetRole).ToListAsync(Ct)
        );
    }

    private static async Task RunAsync(ProjectClient project, string script)
    {
        await project.Files.UploadTextAsync(script + "\n", "data.sh", cancellationToken: Ct);
        await project.Jobs.RunAsync(new StartJobRequest { Command = "data.sh" }, null, Ct);
    }
}
