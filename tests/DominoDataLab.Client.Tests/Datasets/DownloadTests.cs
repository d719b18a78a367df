using System.Collections.Concurrent;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Transfers;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.Client.Tests.Datasets;

public sealed class DownloadTests : IAsyncLifetime
{
    private const int ChunkSize = 64 << 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("domino-download-").FullName;
    private readonly ServerClock _clock = new();
    private LocalDomino _server = null!;
    private DominoClient _client = null!;
    private string _dataset = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Source => Path.Combine(_folder, "source");

    private string Copy => Path.Combine(_folder, "copy");

    private string Head => Path.Combine(_server.DataFolder, "datasets", _dataset, "head");

    public async ValueTask InitializeAsync()
    {
        _server = await DominoFixture.StartServerAsync(
            "faults that are switched on",
            new LocalDominoOptions { EnableFaults = true, TimeProvider = _clock }
        );
        _client = new DominoClient(new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey });
        _dataset = (
            await _client.Project($"{_server.UserName}/quick-start").Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct)
        ).Id;
        Write("a.csv", 10);
        Write("sub/b.csv", 0);
        Write("sub/deep/c d#.txt", 5000);
        Write("large.bin", (10 * ChunkSize) + 3);
        await _client.Datasets.Files.UploadAsync(_dataset, Source, new() { RelativeTo = Source }, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_dataset_comes_whole_and_a_second_call_fetches_nothing_again()
    {
        var options = new DatasetDownloadOptions { ChunkSize = ChunkSize };
        var first = await _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, options, Ct);
        Same(["a.csv", "large.bin", "sub/b.csv", "sub/deep/c d#.txt"]);
        Assert.Equal((4, 0, 5013L + (10 * ChunkSize)), (first.FilesTransferred, first.FilesSkipped, first.BytesTransferred));
        var second = await _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, options, Ct);
        Assert.Equal((0, 4, 0L), (second.FilesTransferred, second.FilesSkipped, second.BytesTransferred));
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_is_said_to_be_one_and_stays()
    {
        await File.WriteAllTextAsync(Copy, "mine", Ct);
        var ofDataset = await Assert.ThrowsAsync<IOException>(() => _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, null, Ct));
        var ofProject = await Assert.ThrowsAsync<IOException>(() =>
            _client.Project($"{_server.UserName}/quick-start").Files.DownloadAllAsync(Copy, null, Ct)
        );
        Assert.All([ofDataset, ofProject], error => Assert.StartsWith($"'{Copy}' is a file,", error.Message, StringComparison.Ordinal));
        Assert.Equal("mine", await File.ReadAllTextAsync(Copy, Ct));
    }

    [Fact]
    public async Task Only_what_changed_is_fetched_again()
    {
        await _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, cancellationToken: Ct);
        Write("a.csv", 11);
        await _client.Datasets.Files.UploadAsync(
            _dataset,
            Path.Combine(Source, "a.csv"),
            new() { RelativeTo = Source, Collision = CollisionPolicy.Overwrite },
            Ct
        );
        var fetched = new ConcurrentBag<string>();
        await _client.Datasets.Files.DownloadAllAsync(
            _dataset,
            Copy,
            new() { FileCompleted = file => fetched.Add($"{file.Outcome} {file.Path}") },
            Ct
        );
        Assert.Equal(
            ["Skipped large.bin", "Skipped sub/b.csv", "Skipped sub/deep/c d#.txt", "Transferred a.csv"],
            fetched.Order(StringComparer.Ordinal)
        );
        Same(["a.csv", "large.bin", "sub/b.csv", "sub/deep/c d#.txt"]);
    }

    [Fact]
    public async Task Patterns_and_a_folder_choose_files()
    {
        await _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, new() { Include = ["*.csv"] }, Ct);
        Same(["a.csv", "sub/b.csv"]);
        Directory.Delete(Copy, recursive: true);
        await _client.Datasets.Files.DownloadAllAsync(
            _dataset,
            Path.Combine(Copy, "sub"),
            new() { Folder = "sub", Exclude = ["*.csv"] },
            Ct
        );
        Same(["sub/deep/c d#.txt"]);
    }

    [Fact]
    public async Task A_snapshot_gives_its_files_by_id_and_by_tag_whatever_became_of_the_dataset()
    {
        var snapshots = _client.Datasets.Snapshots;
        var snapshot = await snapshots.WaitForActiveAsync(
            (await snapshots.CreateAsync(_dataset, cancellationToken: Ct)).Id,
            new WaitOptions { Timeout = TimeSpan.FromMinutes(1) },
            Ct
        );
        await snapshots.AddTagAsync(_dataset, snapshot.Id, "v1", cancellationToken: Ct);
        var before = await File.ReadAllBytesAsync(Path.Combine(Source, "a.csv"), Ct);
        await File.WriteAllTextAsync(Path.Combine(Head, "a.csv"), "other", Ct);
        foreach (var name in new[] { snapshot.Id, "v1" })
        {
            var target = Path.Combine(Copy, name);
            await _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", target, new() { Snapshot = name }, Ct);
            Assert.Equal(before, await File.ReadAllBytesAsync(target, Ct));
        }

        var missing = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, new() { Snapshot = "v2" }, Ct)
        );
        Assert.Contains("v1", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_lost_connection_the_parts_that_are_here_are_not_fetched_again()
    {
        var options = new DatasetDownloadOptions
        {
            ChunkSize = ChunkSize,
            MaxConcurrency = 1,
            MaxRetries = 0,
        };
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", count: 6, status: 0);
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", status: 0, cutAfterBytes: 1000);
        await Assert.ThrowsAsync<DominoConnectionException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", Path.Combine(Copy, "large.bin"), options, Ct)
        );
        Assert.False(File.Exists(Path.Combine(Copy, "large.bin")));
        var result = await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", Path.Combine(Copy, "large.bin"), options, Ct);
        Assert.Equal(((4L * ChunkSize) + 3, 6L * ChunkSize), (result.BytesTransferred, result.BytesResumed));
        Same(["large.bin"]);
    }

    [Fact]
    public async Task A_file_that_is_whole_but_could_not_get_its_name_is_not_fetched_again()
    {
        var target = Path.Combine(Copy, "large.bin");
        using var client = new DominoClient(
            new()
            {
                Host = _server.Address.AbsoluteUri,
                ApiKey = _server.ApiKey,
                TimeProvider = new SteppingClock(),
            }
        );
        var options = new DatasetDownloadOptions
        {
            ChunkSize = ChunkSize,
            Progress = new AtTheEnd(() => Directory.CreateDirectory(Path.Combine(target, "in its place"))),
        };
        await Assert.ThrowsAnyAsync<SystemException>(() => client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, options, Ct));
        Directory.Delete(target, recursive: true);

        // One part is: its reply says whether the file is still the same.
        var result = await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, new() { ChunkSize = ChunkSize }, Ct);
        Assert.Equal((3L, 10L * ChunkSize), (result.BytesTransferred, result.BytesResumed));
        Same(["large.bin"]);
    }

    [Fact]
    public async Task What_a_kill_left_of_a_list_of_parts_goes_when_the_file_is_found_whole()
    {
        var target = Path.Combine(Copy, "large.bin");
        var options = new DatasetDownloadOptions { ChunkSize = ChunkSize, MaxRetries = 0 };
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", count: 3, status: 0);
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", cutConnection: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, options, Ct)
        );
        var list = Assert.Single(Directory.GetFiles(Copy, "*.parts"));
        var content = await File.ReadAllBytesAsync(list, Ct);
        await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, options, Ct);
        await File.WriteAllBytesAsync(list, content, Ct);
        var again = await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, options, Ct);
        Assert.Equal(1, again.FilesSkipped);
        Same(["large.bin"]);
    }

    [Fact]
    public async Task Two_calls_at_once_for_the_same_folder_both_complete()
    {
        for (var number = 0; number < 100; number++)
        {
            Write($"many/{number:000}", 3000);
        }

        await _client.Datasets.Files.UploadAsync(_dataset, Source, new() { RelativeTo = Source, Collision = CollisionPolicy.Skip }, Ct);
        var options = new DatasetDownloadOptions { ChunkSize = ChunkSize };
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _client.Datasets.Files.DownloadAllAsync(_dataset, Copy, options, Ct)));
        Same([
            .. Directory
                .EnumerateFiles(Source, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Source, file))
                .Order(StringComparer.Ordinal),
        ]);
    }

    [Theory]
    [InlineData("large.bin")]
    [InlineData("a.csv")]
    public async Task What_another_call_has_under_way_is_left_to_it(string path)
    {
        var target = Path.Combine(Copy, path);
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", status: 0, delay: TimeSpan.FromHours(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = _client.Datasets.Files.DownloadAsync(_dataset, path, target, new() { ChunkSize = ChunkSize }, stop.Token);
        await _clock.HourBegun.WaitAsync(Ct);
        var second = await _client.Datasets.Files.DownloadAsync(_dataset, path, target, new() { ChunkSize = ChunkSize }, Ct);
        Assert.Equal(1, second.FilesTransferred);
        Assert.Single(Directory.GetFiles(Copy, ".domino-*"), file => !file.EndsWith(".parts", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await first).FilesTransferred);
        Same([path]);
    }

    [Theory]
    [InlineData(".domino-00112233445566778899aabbccddeeff.tmp", 2, false)]
    [InlineData(".domino-00112233445566778899aabbccddeeff.tmp", 0, true)]
    [InlineData(".domino-0011223344556677.part", 8 * 24 * 60, false)]
    [InlineData(".domino-0011223344556677.parts", 8 * 24 * 60, false)]
    [InlineData(".domino-0011223344556677.part", 6 * 24 * 60, true)]
    [InlineData(".domino-0011223344556677.parts", 6 * 24 * 60, true)]
    [InlineData(".domino-mine.tmp", 8 * 24 * 60, true)]
    [InlineData(".domino-", 8 * 24 * 60, true)]
    public async Task What_killed_calls_left_in_a_folder_goes_with_time_unless_it_is_in_use(string name, int minutes, bool stays)
    {
        Directory.CreateDirectory(Copy);
        var left = Path.Combine(Copy, name);
        await File.WriteAllTextAsync(left, "1", Ct);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow - TimeSpan.FromMinutes(minutes));
        using (new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", Path.Combine(Copy, "a.csv"), null, Ct);
            Assert.True(File.Exists(left));
        }

        await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", Path.Combine(Copy, "large.bin"), null, Ct);
        Assert.Equal(stays, File.Exists(left));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_said_to_be_one_and_stays()
    {
        var target = Path.Combine(Copy, "large.bin");
        Directory.CreateDirectory(target);
        var files = _client.Project($"{_server.UserName}/quick-start").Files;
        await files.UploadAsync([1], "large.bin", cancellationToken: Ct);
        await RefusedAsync(() => _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", target, null, Ct));
        await RefusedAsync(() => files.DownloadAsync("large.bin", target, null, Ct));
        await RefusedAsync(() => files.DownloadAllAsync(Copy, new() { Include = ["large.bin"] }, Ct));

        async Task RefusedAsync(Func<Task> download)
        {
            var error = await Assert.ThrowsAsync<IOException>(download);
            Assert.Contains($"'{target}' is a folder", error.Message, StringComparison.Ordinal);
            Assert.Equal([target], Directory.GetFileSystemEntries(Copy));
        }
    }

    [Fact]
    public async Task Parts_of_a_file_that_changed_at_the_server_are_not_mixed_with_the_new_ones()
    {
        var options = new DatasetDownloadOptions
        {
            ChunkSize = ChunkSize,
            MaxConcurrency = 1,
            MaxRetries = 0,
        };
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", count: 6, status: 0);
        _server.Faults.FailNext($"GET /v4/datasetrw/snapshot/{await SnapshotAsync()}/file/raw", cutConnection: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", Path.Combine(Copy, "large.bin"), options, Ct)
        );

        // As long as before and of the same time: only the server's tag can tell.
        var time = File.GetLastWriteTimeUtc(Path.Combine(Head, "large.bin"));
        Write("large.bin", (10 * ChunkSize) + 3);
        File.Delete(Path.Combine(Head, "large.bin"));
        File.Copy(Path.Combine(Source, "large.bin"), Path.Combine(Head, "large.bin"));
        File.SetLastWriteTimeUtc(Path.Combine(Head, "large.bin"), time);
        var result = await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", Path.Combine(Copy, "large.bin"), options, Ct);
        Assert.Equal(((10L * ChunkSize) + 3, 0L), (result.BytesTransferred, result.BytesResumed));
        Same(["large.bin"]);
    }

    [Fact]
    public async Task A_file_that_is_here_is_kept_or_refused_if_asked()
    {
        Directory.CreateDirectory(Copy);
        var target = Path.Combine(Copy, "a.csv");
        await File.WriteAllTextAsync(target, "mine", Ct);
        await Assert.ThrowsAsync<DominoExistsException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", target, new() { Collision = CollisionPolicy.Fail }, Ct)
        );
        var kept = await _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", target, new() { Collision = CollisionPolicy.Skip }, Ct);
        Assert.Equal((0, 1, "mine"), (kept.FilesTransferred, kept.FilesSkipped, await File.ReadAllTextAsync(target, Ct)));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", target, new() { Collision = CollisionPolicy.Rename }, Ct)
        );
        await _client.Datasets.Files.DownloadAsync(_dataset, "a.csv", target, cancellationToken: Ct);
        Same(["a.csv"]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_so()
    {
        var missing = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "nothing.txt", Path.Combine(Copy, "x"), cancellationToken: Ct)
        );
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _client.Datasets.Files.DownloadAsync(_dataset, "../a.csv", Path.Combine(Copy, "x"), cancellationToken: Ct)
        );
        Assert.False(Directory.Exists(Copy));
    }

    [Theory]
    [InlineData("large.bin")]
    [InlineData("sub/deep/c d#.txt")]
    public async Task A_full_disk_is_said_and_a_second_call_completes_when_there_is_room(string path)
    {
        await using var disk = await SmallDisk.MountAsync("size=2m");
        await disk.FillAsync();
        var target = Path.Combine(disk.Folder, "file");
        var options = new DatasetDownloadOptions { ChunkSize = ChunkSize };
        var full = await Assert.ThrowsAsync<IOException>(() => _client.Datasets.Files.DownloadAsync(_dataset, path, target, options, Ct));
        Assert.Contains("space", full.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(target));
        disk.MakeRoom();
        await _client.Datasets.Files.DownloadAsync(_dataset, path, target, options, Ct);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Source, path), Ct), await File.ReadAllBytesAsync(target, Ct));
        Assert.Equal([target], Directory.GetFiles(disk.Folder));
    }

    private async Task<string> SnapshotAsync() => (await _client.Datasets.GetDetailsAsync(_dataset, Ct)).ReadWriteSnapshotId;

    private void Write(string path, int size)
    {
        var content = new byte[size];
#pragma warning disable CA5394 // Any bytes; no secret.
        Random.Shared.NextBytes(content);
#pragma warning restore CA5394
        var file = Path.Combine(Source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private void Same(string[] paths)
    {
        Assert.Equal(
            paths,
            Directory
                .EnumerateFiles(Copy, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Select(file => Path.GetRelativePath(Copy, file))
                .Order(StringComparer.Ordinal)
        );
        Assert.All(paths, path => Assert.Equal(File.ReadAllBytes(Path.Combine(Source, path)), File.ReadAllBytes(Path.Combine(Copy, path))));
    }

    /// <summary>A clock that is read a second later each time, so that nothing is too soon to be reported.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }

    private sealed class AtTheEnd(Action action) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (value.BytesDone == value.BytesTotal)
            {
                action();
            }
        }
    }
}
