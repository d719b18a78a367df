using System.Collections.Concurrent;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>Files change, vanish or fail while a sync is planned and carried out.</summary>
public sealed class SyncSafetyTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_is_refused_once_the_project_has_a_newer_commit()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await domino.NewProjectAsync(Ct);
        var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        await SyncTests.PutAsync(project, "other", "x");
        var error = await Assert.ThrowsAsync<SyncConflictException>(() => project.Files.SyncAsync(plan, Ct));
        Assert.Contains(plan.CommitId, error.Message, StringComparison.Ordinal);
        Assert.Equal([".dominoignore", "other"], await SyncTests.PathsAsync(project));
        Assert.Equal(["a"], folder.Files);
    }

    [Fact]
    public async Task A_plan_is_refused_once_another_sync_of_the_folder_was_made()
    {
        using var folder = new LocalCopy();
        var project = await domino.NewProjectAsync(Ct);
        var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        await Assert.ThrowsAsync<SyncConflictException>(() => project.Files.SyncAsync(plan, Ct));
    }

    [Fact]
    public async Task Two_syncs_of_a_folder_do_not_run_at_once()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1");
        var project = await domino.NewProjectAsync(Ct);
        Task<SyncResult>? second = null;
        var other = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        var options = new SyncOptions { MaxConcurrency = 1, FileCompleted = _ => second ??= project.Files.SyncAsync(other, Ct) };
        await project.Files.SyncAsync(folder.Root, options, Ct);
        var error = await Assert.ThrowsAsync<SyncConflictException>(() => second!);
        Assert.Contains("another sync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_changes_since_the_plan_are_not_sent_overwritten_or_deleted_and_a_second_sync_continues()
    {
        using var folder = new LocalCopy().With("sent", "1").With("fetched", "1").With("deleted", "1").With("vanishes", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("sent", "22").With("vanishes", "22").With("fine", "22");
        await SyncTests.PutAsync(project, "fetched", "22");
        await SyncTests.PutAsync(project, "new", "22");
        await project.Files.DeleteAsync(["deleted"], Ct);
        var plan = await project.Files.PlanSyncAsync(folder.Root, new() { Delete = true }, Ct);
        folder.With("sent", "333").With("fetched", "333").With("deleted", "333").With("new", "333");
        File.Delete(folder.At("vanishes"));

        var error = await Assert.ThrowsAsync<SyncFailedException>(() => project.Files.SyncAsync(plan, Ct));
        Assert.Equal(["deleted", "fetched", "new", "sent", "vanishes"], error.Failures.Select(failure => failure.Action.Path));
        Assert.All(
            error.Failures,
            failure =>
                Assert.Contains(
                    $"'{failure.Action.Path}' changed on this machine in the meantime",
                    failure.Error.Message,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal((1, 0, 0, 0), (error.Result.Uploaded, error.Result.Downloaded, error.Result.Removed, error.Result.Deleted));
        Assert.All(["sent", "fetched", "deleted", "new"], path => Assert.Equal("333", folder[path]));
        Assert.Equal(
            ("1", "1", "22"),
            (
                await SyncTests.ReadAsync(project, "sent"),
                await SyncTests.ReadAsync(project, "vanishes"),
                await SyncTests.ReadAsync(project, "fine")
            )
        );

        await project.Files.SyncAsync(folder.Root, new() { Delete = true, Conflicts = SyncConflictPolicy.KeepLocal }, Ct);
        Assert.Equal([".dominoignore", "deleted", "fetched", "fine", "new", "sent"], await SyncTests.PathsAsync(project));
        Assert.Equal("333", await SyncTests.ReadAsync(project, "fetched"));
    }

    [Fact]
    public async Task A_file_that_another_user_changed_during_the_sync_is_not_removed()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.SyncAsync(folder.Root, null, Ct);
        File.Delete(folder.At("a"));
        File.Delete(folder.At("b"));
        folder.With("new", "1");
        using var http = new HttpClient(new Meanwhile("PUT", "/new", () => SyncTests.PutAsync(project, "a", "theirs")))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var client = new DominoClient(new DominoClientOptions { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey }, http);
        var slow = client.Project(await project.GetIdAsync(Ct));
        var error = await Assert.ThrowsAsync<SyncFailedException>(() => slow.Files.SyncAsync(folder.Root, new() { Delete = true }, Ct));
        Assert.Equal("a", Assert.Single(error.Failures).Action.Path);
        Assert.Equal((1, 1), (error.Result.Uploaded, error.Result.Removed));
        Assert.Equal("theirs", await SyncTests.ReadAsync(project, "a"));
        Assert.Equal(
            (FileChange.Deleted, FileChange.Changed),
            SyncTests.Sides(Assert.Single(await project.Files.StatusAsync(folder.Root, Ct)))
        );
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_is_named_and_is_not_a_conflict_afterwards()
    {
        using var folder = new LocalCopy().With("a", "1111");
        File.SetLastWriteTimeUtc(folder.At("a"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var project = await domino.NewProjectAsync(Ct);
        using var http = new HttpClient(new Meanwhile("PUT", "/a", () => Task.FromResult(folder.With("a", "2222"))))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var client = new DominoClient(new DominoClientOptions { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey }, http);
        var error = await Assert.ThrowsAsync<SyncFailedException>(async () =>
            await client.Project(await project.GetIdAsync(Ct)).Files.SyncAsync(folder.Root, null, Ct)
        );
        Assert.Equal("a", Assert.Single(error.Failures).Action.Path);
        folder.With("a", "3333");
        var plan = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.Equal("upload    a (4 bytes): changed here", Assert.Single(plan.Actions).ToString());
        await project.Files.SyncAsync(plan, Ct);
        Assert.Equal("3333", await SyncTests.ReadAsync(project, "a"));
    }

    [Fact]
    public async Task A_sync_that_was_cancelled_remembers_what_it_did_and_the_next_one_completes_it()
    {
        using var folder = new LocalCopy();
        var project = await domino.NewProjectAsync(Ct);
        for (var i = 0; i < 6; i++)
        {
            folder.With($"up{i}", "1");
            await SyncTests.PutAsync(project, $"down{i}", "1");
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var done = 0;
        var options = new SyncOptions
        {
            MaxConcurrency = 2,
            FileCompleted = _ =>
            {
                if (Interlocked.Increment(ref done) == 4)
                {
                    cancel.Cancel();
                }
            },
        };
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            project.Files.SyncAsync(folder.Root, options, cancel.Token)
        );
        Assert.Equal(cancel.Token, error.CancellationToken);
        var left = await project.Files.PlanSyncAsync(folder.Root, null, Ct);
        Assert.InRange(left.Actions.Count, 1, 9);
        Assert.False(left.HasConflicts);
        await project.Files.SyncAsync(left, Ct);
        Assert.Equal(13, folder.Files.Count());
        Assert.Equal(folder.Files, await SyncTests.PathsAsync(project));
        Assert.False(Directory.Exists(folder.At(".domino/incoming")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_fails_in_between_loses_nothing(bool afterItWasDone)
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { EnableFaults = true }, Ct);
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = server.Address.AbsoluteUri,
                ApiKey = server.ApiKey,
                MaxRetries = 0,
            }
        );
        var project = client.Project((await client.Projects.CreateAsync(new CreateProjectRequest { Name = "p" }, Ct)).Id);
        using var folder = new LocalCopy().With("a", "1").With("b", "1").With("c", "1").With("old", "1");
        await project.Files.SyncAsync(folder.Root, null, Ct);
        folder.With("a", "2").With("b", "2").With("c", "2");
        File.Delete(folder.At("old"));
        server.Faults.FailNext($"PUT /v1/projects/{server.UserName}/p/b", status: 503, loseReply: afterItWasDone);
        var options = new SyncOptions { Delete = true, MaxConcurrency = 1 };
        var error = await Assert.ThrowsAsync<SyncFailedException>(() => project.Files.SyncAsync(folder.Root, options, Ct));
        Assert.Equal("b", Assert.Single(error.Failures).Action.Path);
        Assert.Equal(1, error.Result.Uploaded);

        var plan = await project.Files.PlanSyncAsync(folder.Root, options, Ct);
        Assert.Equal(afterItWasDone ? ["c", "old"] : ["b", "c", "old"], plan.Actions.Select(action => action.Path));
        server.Faults.FailNext("POST /v4/files/removeFiles", status: 503, loseReply: afterItWasDone);
        await Assert.ThrowsAsync<SyncFailedException>(() => project.Files.SyncAsync(plan, Ct));
        await project.Files.SyncAsync(folder.Root, options, Ct);
        Assert.Equal([".dominoignore", "a", "b", "c"], await SyncTests.PathsAsync(project));
        Assert.Equal(
            ("2", "2", "2"),
            (await SyncTests.ReadAsync(project, "a"), await SyncTests.ReadAsync(project, "b"), await SyncTests.ReadAsync(project, "c"))
        );
        Assert.Empty((await project.Files.PlanSyncAsync(folder.Root, options, Ct)).Actions);
    }

    [Fact]
    public async Task Without_its_memory_the_folder_is_compared_by_content()
    {
        using var folder = new LocalCopy().With("a", "1");
        var project = await domino.NewProjectAsync(Ct);
        await SyncTests.PutAsync(project, "b", "1");
        await project.Files.SyncAsync(folder.Root, null, Ct);
        Directory.Delete(folder.At(".domino"), recursive: true);
        Assert.Empty((await project.Files.PlanSyncAsync(folder.Root, new() { Delete = true }, Ct)).Actions);
        File.Delete(folder.At("a"));
        Assert.Equal(
            SyncActionKind.Download,
            Assert.Single((await project.Files.PlanSyncAsync(folder.Root, new() { Delete = true }, Ct)).Actions).Kind
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":2,"projectId":"x","commitId":null,"files":{}}""")]
    [InlineData("""{"version":1,"projectId":null,"commitId":null,"files":{}}""")]
    [InlineData("""{"version":1,"projectId":"x","commitId":null,"files":{"a":null}}""")]
    public async Task A_damaged_memory_is_named(string state)
    {
        using var folder = new LocalCopy().With(".domino/state.json", state);
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoException>(() => project.Files.PlanSyncAsync(folder.Root, null, Ct));
        Assert.Contains(folder.State, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_one_project_is_not_synced_with_another()
    {
        using var folder = new LocalCopy().With("a", "1");
        var (one, other) = (await domino.NewProjectAsync(Ct), await domino.NewProjectAsync(Ct));
        await one.Files.SyncAsync(folder.Root, null, Ct);
        var error = await Assert.ThrowsAsync<DominoException>(() => other.Files.SyncAsync(folder.Root, null, Ct));
        Assert.Contains(await one.GetIdAsync(Ct), error.Message, StringComparison.Ordinal);
        Assert.Equal([".dominoignore"], await SyncTests.PathsAsync(other));
    }

    [Fact]
    public async Task A_reader_of_the_project_can_fetch_but_not_send()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { Users = [new("bob")] }, Ct);
        using var owner = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        using var reader = new DominoClient(
            new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.GetApiKey("bob") }
        );
        var created = await owner.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Visibility = ProjectVisibility.Public }, Ct);
        using var folder = new LocalCopy().With("mine", "1").With("also-mine", "1");
        var files = reader.Project(created.Id).Files;
        await files.SyncAsync(folder.Root, new() { Direction = SyncDirection.Download }, Ct);
        Assert.Contains(".dominoignore", folder.Files);
        var error = await Assert.ThrowsAsync<SyncFailedException>(() => files.SyncAsync(folder.Root, new() { MaxConcurrency = 1 }, Ct));
        Assert.Equal(
            System.Net.HttpStatusCode.Forbidden,
            Assert.IsType<DominoApiException>(Assert.Single(error.Failures).Error).StatusCode
        );
        await Assert.ThrowsAsync<DominoApiException>(() => files.DeleteAsync([".dominoignore"], Ct));
    }

    [Fact]
    public async Task Progress_and_files_are_reported()
    {
        using var folder = new LocalCopy().With("a", "123").With("b", "4567");
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.DeleteAsync([".dominoignore"], Ct);
        var seen = new ConcurrentBag<string>();
        var progress = new LastReport();
        await project.Files.SyncAsync(folder.Root, new() { Progress = progress, FileCompleted = file => seen.Add(file.Path) }, Ct);
        Assert.Equal(["a", "b"], seen.Order(StringComparer.Ordinal));
        Assert.Equal((7, 7, 2, 2), (progress.Last.BytesDone, progress.Last.BytesTotal, progress.Last.FilesDone, progress.Last.FilesTotal));
    }

    /// <summary>Lets something happen before a request goes on its way.</summary>
    private sealed class Meanwhile(string method, string end, Func<Task> act)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method.Method == method && request.RequestUri!.AbsolutePath.EndsWith(end, StringComparison.Ordinal))
            {
                await act();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    internal sealed class LastReport : IProgress<TransferProgress>
    {
        public TransferProgress Last { get; private set; }

        public void Report(TransferProgress value) => Last = value;
    }
}
