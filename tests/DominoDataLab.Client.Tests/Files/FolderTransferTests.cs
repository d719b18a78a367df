using System.Collections.Concurrent;
using System.Net;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Files;

public sealed class FolderTransferTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_goes_up_without_what_it_ignores_and_only_what_changed_goes_up_again()
    {
        using var folder = new LocalCopy()
            .With(".dominoignore", "*.tmp")
            .With("a", "1")
            .With("deep/b", "22")
            .With("c.tmp", "3")
            .With("empty", "")
            .With("skip/d", "4");
        var project = await domino.NewProjectAsync(Ct);
        var seen = new ConcurrentBag<TransferredFile>();
        var progress = new SyncSafetyTests.LastReport();
        var options = new ProjectUploadOptions
        {
            Folder = "/data/",
            Exclude = ["skip/**"],
            Progress = progress,
            FileCompleted = seen.Add,
        };
        var first = await project.Files.UploadAllAsync(folder.Root, options, Ct);
        Assert.Equal((4, 0, 8), (first.FilesTransferred, first.FilesSkipped, first.BytesTransferred));
        Assert.Equal(
            ["data/.dominoignore", "data/a", "data/deep/b", "data/empty"],
            (await project.Files.ListAsync("data", null, Ct).ToListAsync(Ct)).Select(file => file.Path).Order(StringComparer.Ordinal)
        );
        Assert.Equal((8, 8, 4, 4), (progress.Last.BytesDone, progress.Last.BytesTotal, progress.Last.FilesDone, progress.Last.FilesTotal));
        var head = await project.Files.GetHeadAsync(Ct);

        seen.Clear();
        folder.With("a", "2");
        var second = await project.Files.UploadAllAsync(folder.Root, options, Ct);
        Assert.Equal((1, 3), (second.FilesTransferred, second.FilesSkipped));
        Assert.Equal("data/a", Assert.Single(seen, file => file.Outcome == TransferOutcome.Transferred).Path);
        Assert.Equal(head, (await project.Files.ListCommitsAsync(Ct).ToListAsync(Ct))[1]);
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_is_named_and_what_arrived_stays()
    {
        using var folder = new LocalCopy().With("a", "1").With("b", "1");
        var project = await domino.NewProjectAsync(Ct);
        var options = new ProjectUploadOptions { MaxConcurrency = 1, FileCompleted = file => File.Delete(folder.At("b")) };
        var error = await Assert.ThrowsAnyAsync<DominoException>(() => project.Files.UploadAllAsync(folder.Root, options, Ct));
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Equal([".dominoignore", "a"], await SyncTests.PathsAsync(project));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named_and_nothing_is_sent()
    {
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            domino.Client.Project("a/b").Files.UploadAllAsync("no-such-folder", null, Ct)
        );
        Assert.Contains("no-such-folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_comes_down_as_a_commit_has_it()
    {
        using var folder = new LocalCopy().With("a.csv", "old").With("mine", "stays");
        var project = await domino.NewProjectAsync(Ct);
        await SyncTests.PutAsync(project, "a.csv", "1");
        await SyncTests.PutAsync(project, "deep/b.csv", "1");
        await SyncTests.PutAsync(project, "deep/c.txt", "1");
        var commit = await project.Files.GetHeadAsync(Ct);
        await SyncTests.PutAsync(project, "a.csv", "2");
        var options = new ProjectDownloadOptions { CommitId = commit, Include = ["*.csv"] };
        var first = await project.Files.DownloadAllAsync(folder.Root, options, Ct);
        Assert.Equal((2, 0, 2), (first.FilesTransferred, first.FilesSkipped, first.BytesTransferred));
        Assert.Equal(["a.csv", "deep/b.csv", "mine"], folder.Files);
        Assert.Equal("1", folder["a.csv"]);
        Assert.Equal((0, 2), await CountAsync(options));
        Assert.Equal((1, 1), await CountAsync(options with { CommitId = null }));
        Assert.Equal((1, 1), await CountAsync(new() { Folder = "deep" }));
        Assert.Equal("2", folder["a.csv"]);

        async Task<(long, long)> CountAsync(ProjectDownloadOptions each)
        {
            var result = await project.Files.DownloadAllAsync(folder.Root, each, Ct);
            return (result.FilesTransferred, result.FilesSkipped);
        }
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_refused()
    {
        using var folder = new LocalCopy();
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            project.Files.DownloadAllAsync(folder.Root, new() { CommitId = new string('0', 40) }, Ct)
        );
        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/./evil")]
    [InlineData("link/evil")]
    [InlineData(".git/hooks/evil")]
    public async Task A_name_that_leads_elsewhere_is_refused_and_nothing_is_written(string name)
    {
        using var folder = new LocalCopy();
        Directory.CreateDirectory(Path.Combine(folder.Around, "outside"));
        Directory.CreateSymbolicLink(folder.At("link"), Path.Combine(folder.Around, "outside"));
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v1/projects/ada/p/files/c1/",
            $$"""{"data":[{"path":"a.txt","key":"k","size":1},{"path":"{{name}}","key":"k","size":1}]}"""
        );
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            client.Project("ada/p").Files.DownloadAllAsync(folder.Root, new() { CommitId = "c1" }, Ct)
        );
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
        Assert.Empty(Directory.EnumerateFiles(folder.Around, "evil", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_are_removed_in_one_commit_or_not_at_all()
    {
        var project = await domino.NewProjectAsync(Ct);
        await SyncTests.PutAsync(project, "a b#", "1");
        await SyncTests.PutAsync(project, "deep/b", "1");
        await SyncTests.PutAsync(project, "deep/er/c", "1");
        var head = await project.Files.GetHeadAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => project.Files.DeleteAsync(["a b#", "missing"], Ct));
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal(head, await project.Files.GetHeadAsync(Ct));
        await project.Files.DeleteAsync(["a b#", "deep"], Ct);
        Assert.Equal([".dominoignore"], await SyncTests.PathsAsync(project));
        Assert.Equal(head, (await project.Files.ListCommitsAsync(Ct).ToListAsync(Ct))[1]);
        Assert.Equal(4, await project.Files.ListAsync("", head, Ct).CountAsync(Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => project.Files.DeleteAsync([], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => project.Files.DeleteAsync(["../a"], Ct));
    }

    [Fact]
    public async Task A_file_and_a_folder_get_another_path()
    {
        var project = await domino.NewProjectAsync(Ct);
        await SyncTests.PutAsync(project, "a", "1");
        await SyncTests.PutAsync(project, "deep/b", "2");
        await project.Files.MoveAsync("a", "new/a", false, Ct);
        await project.Files.MoveAsync("deep", "new/deep", isFolder: true, Ct);
        Assert.Equal([".dominoignore", "new/a", "new/deep/b"], await SyncTests.PathsAsync(project));
        Assert.Equal("2", await SyncTests.ReadAsync(project, "new/deep/b"));
        foreach (
            var (from, to, isFolder) in new[]
            {
                ("missing", "x", false),
                ("new/a", "new/deep/b", false),
                ("new/a", "x", true),
                ("new", "new/in/itself", true),
                ("new/deep", "new/a/below", true),
            }
        )
        {
            var error = await Assert.ThrowsAsync<DominoApiException>(() => project.Files.MoveAsync(from, to, isFolder, Ct));
            Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        }

        Assert.Equal([".dominoignore", "new/a", "new/deep/b"], await SyncTests.PathsAsync(project));
    }
}
