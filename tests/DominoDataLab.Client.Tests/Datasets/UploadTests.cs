using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Datasets;

public sealed class UploadTests(DominoFixture domino) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domino-upload-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_arrives_with_all_below_it()
    {
        var datasets = await NewAsync();
        Write("a.txt", "1");
        Write("sub/.hidden", "22");
        Write("sub/deep/empty", "");
        var result = await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct);
        Assert.Equal((3, 0, 0, 3), (result.FilesTransferred, result.FilesSkipped, result.FilesRenamed, result.BytesTransferred));
        Assert.Equal(["a.txt:1", "sub/.hidden:22", "sub/deep/empty:"], await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_pattern_takes_the_files_that_fit_and_no_others()
    {
        var datasets = await NewAsync();
        Write("a.csv", "1");
        Write("a.txt", "2");
        Write("sub/b.csv", "3");
        await datasets.Files.UploadAsync("d", Path.Combine(_folder, "*.csv"), new() { RelativeTo = _folder }, Ct);
        Assert.Equal(["a.csv:1"], await ReadAllAsync(datasets));
        await datasets.Files.UploadAsync("d", Path.Combine(_folder, "**/*.csv"), new() { RelativeTo = _folder, Folder = "all" }, Ct);
        Assert.Equal(["a.csv:1", "all/a.csv:1", "all/sub/b.csv:3"], await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task Include_and_exclude_choose_files()
    {
        var datasets = await NewAsync();
        Write("a.csv", "1");
        Write("b.csv", "2");
        Write("sub/c.csv", "3");
        Write("d.txt", "4");
        await datasets.Files.UploadAsync(
            "d",
            _folder,
            new()
            {
                RelativeTo = _folder,
                Include = ["*.csv"],
                Exclude = ["sub/**", "b.*"],
            },
            Ct
        );
        Assert.Equal(["a.csv:1"], await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_error_by_default_and_nothing_is_stored()
    {
        var datasets = await NewAsync();
        Write("a.txt", "old");
        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct);
        Write("a.txt", "new");
        Write("b.txt", "b");
        var taken = await Assert.ThrowsAsync<DominoExistsException>(() =>
            datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct)
        );
        Assert.Equal("a.txt", taken.Name);
        Assert.Equal(["a.txt:old"], await ReadAllAsync(datasets));
    }

    [Theory]
    [InlineData(CollisionPolicy.Skip, TransferOutcome.Skipped, new[] { "a.txt:old", "b.txt:b" })]
    [InlineData(CollisionPolicy.Overwrite, TransferOutcome.Transferred, new[] { "a.txt:new", "b.txt:b" })]
    [InlineData(CollisionPolicy.Rename, TransferOutcome.Renamed, new[] { "a.txt:old", "a_1.txt:new", "b.txt:b" })]
    public async Task A_name_that_is_taken_is_dealt_with_as_asked_and_reported(
        CollisionPolicy policy,
        TransferOutcome outcome,
        string[] expected
    )
    {
        var datasets = await NewAsync();
        Write("a.txt", "old");
        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct);
        Write("a.txt", "new");
        Write("b.txt", "b");
        var completed = new ConcurrentBag<TransferredFile>();
        var result = await datasets.Files.UploadAsync(
            "d",
            _folder,
            new()
            {
                RelativeTo = _folder,
                Collision = policy,
                FileCompleted = completed.Add,
            },
            Ct
        );
        Assert.Equal(expected, await ReadAllAsync(datasets));
        Assert.Equal(
            [("a.txt", 3L, outcome), ("b.txt", 1L, TransferOutcome.Transferred)],
            completed.Select(file => (file.Path, file.SizeBytes, file.Outcome)).Order()
        );
        Assert.Equal(
            outcome == TransferOutcome.Skipped ? (1, 1, 0) : (2, 0, outcome == TransferOutcome.Renamed ? 1 : 0),
            (result.FilesTransferred, result.FilesSkipped, result.FilesRenamed)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_becomes_a_file_whether_its_length_is_known_or_not(bool canSeek)
    {
        var datasets = await NewAsync();
        var content = Enumerable.Range(0, 200_000).Select(number => (byte)number).ToArray();
        Stream stream = new MemoryStream(content);
        await datasets.Files.UploadAsync(
            "d",
            canSeek ? stream : new OneWayStream(stream),
            "deep/er/s.bin",
            new() { ChunkSize = 64 << 10 },
            Ct
        );
        await using var arrived = await datasets.Files.OpenReadAsync("d", "deep/er/s.bin", cancellationToken: Ct);
        using var copy = new MemoryStream();
        await arrived.CopyToAsync(copy, Ct);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
    }

    [Fact]
    public async Task Links_to_files_stand_for_them_links_to_folders_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own on Windows.");
        var datasets = await NewAsync();
        Write("out/of/tree.txt", "linked");
        Directory.CreateDirectory(Path.Combine(_folder, "tree"));
        File.CreateSymbolicLink(Path.Combine(_folder, "tree", "link.txt"), Path.Combine(_folder, "out/of/tree.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "tree", "folder"), Path.Combine(_folder, "out"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "tree", "itself"), Path.Combine(_folder, "tree"));
        await datasets.Files.UploadAsync("d", Path.Combine(_folder, "tree"), new() { RelativeTo = _folder }, Ct);
        Assert.Equal(["tree/link.txt:linked"], await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task Pipes_sockets_devices_and_files_without_a_size_arrive_empty_without_a_wait()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo, and files without a size.");
        var datasets = await NewAsync();
        using (var pipe = Process.Start("mkfifo", [Path.Combine(_folder, "pipe")]))
        {
            await pipe.WaitForExitAsync(Ct);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "socket")));
        File.CreateSymbolicLink(Path.Combine(_folder, "device"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(_folder, "no-size"), "/proc/version");
        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        Assert.Equal(["device:", "no-size:", "pipe:", "socket:"], await ReadAllAsync(datasets));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("lost.txt")]
    public async Task A_link_that_leads_nowhere_is_named_before_anything_is_sent(string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own on Windows.");
        var datasets = await NewAsync();
        Write("a.txt", "1");
        File.CreateSymbolicLink(Path.Combine(_folder, "lost.txt"), Path.Combine(_folder, target));
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() =>
            datasets.Files.UploadAsync("d", _folder, cancellationToken: Ct)
        );
        Assert.Contains("lost.txt", missing.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_folder_to_be_relative_to_that_is_not_there_is_named_before_anything_is_sent()
    {
        var datasets = await NewAsync();
        Write("a.txt", "1");
        var missing = await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = Path.Combine(_folder, "mistyped") }, Ct)
        );
        Assert.Contains("mistyped", missing.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_is_named_and_nothing_is_stored()
    {
        var datasets = await NewAsync();
        Write("growing.log", new string('x', 300_000));
        using var growing = new BeforeEach(request =>
        {
            if (request.Content?.Headers.ContentLength > 60_000)
            {
                File.AppendAllText(Path.Combine(_folder, "growing.log"), "+");
            }
        });
        using var client = new DominoClient(
            new() { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey },
            new HttpClient(growing) { Timeout = Timeout.InfiniteTimeSpan }
        );
        var id = (await datasets.GetAsync("d", Ct)).Id;
        var changed = await Assert.ThrowsAsync<DominoException>(() =>
            client.Datasets.Files.UploadAsync(id, _folder, new() { ChunkSize = 64 << 10, MaxConcurrency = 1 }, Ct)
        );
        Assert.Contains("growing.log' changed while it was sent", changed.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_file_that_vanishes_is_named_and_nothing_is_stored()
    {
        var datasets = await NewAsync();
        Write("1.txt", "1");
        Write("2.txt", "2");
        var options = new DatasetUploadOptions
        {
            RelativeTo = _folder,
            MaxConcurrency = 1,
            FileCompleted = sent => File.Delete(Path.Combine(_folder, sent.Path == "1.txt" ? "2.txt" : "1.txt")),
        };
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => datasets.Files.UploadAsync("d", _folder, options, Ct));
        Assert.Matches("[12].txt", missing.Message);
        Assert.Empty(await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_sparse_file_arrives_with_its_holes_as_zeros()
    {
        var datasets = await NewAsync();
        await using (var file = new FileStream(Path.Combine(_folder, "sparse"), FileMode.CreateNew))
        {
            file.SetLength(5 << 20);
            file.Position = (3 << 20) + 1;
            file.WriteByte(7);
        }

        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder, ChunkSize = 1 << 20 }, Ct);
        await datasets.Files.DownloadAsync("d", "sparse", Path.Combine(_folder, "copy"), cancellationToken: Ct);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(_folder, "sparse"), Ct),
            await File.ReadAllBytesAsync(Path.Combine(_folder, "copy"), Ct)
        );
    }

    [Fact]
    public async Task Progress_never_falls_and_ends_at_the_total()
    {
        var datasets = await NewAsync();
        for (var number = 0; number < 50; number++)
        {
            Write($"{number}.txt", new string('x', 1000));
        }

        var reports = new ConcurrentQueue<TransferProgress>();
        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder, Progress = new Reports(reports) }, Ct);
        var seen = reports.ToList();
        Assert.Equal((50_000, 50_000, 50, 50), (seen[^1].BytesDone, seen[^1].BytesTotal, seen[^1].FilesDone, seen[^1].FilesTotal));
        Assert.All(
            seen.Zip(seen.Skip(1)),
            pair => Assert.True(pair.First.BytesDone <= pair.Second.BytesDone && pair.First.FilesDone <= pair.Second.FilesDone)
        );
    }

    [Fact]
    public async Task Dials_out_of_their_range_are_refused()
    {
        var datasets = await NewAsync();
        Write("a.txt", "1");
        foreach (
            var options in new DatasetUploadOptions[]
            {
                new() { MaxConcurrency = 0 },
                new() { ChunkSize = 1000 },
                new() { MaxRetries = -1 },
            }
        )
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => datasets.Files.UploadAsync("d", _folder, options, Ct));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => datasets.Files.UploadAsync("d", _folder, new() { Folder = "../up" }, Ct));
        Assert.Empty(await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_user_who_may_only_read_can_not_upload()
    {
        var datasets = await NewAsync();
        Write("a.txt", "1");
        await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct);
        Write("b.txt", "2");
        var id = (await datasets.GetAsync("d", Ct)).Id;
        using var stranger = domino.ConnectAsOther();
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(() => stranger.Datasets.Files.UploadAsync(id, _folder, cancellationToken: Ct))
            ).StatusCode
        );
        Assert.Equal(["a.txt:1"], await ReadAllAsync(datasets));
    }

    [Fact]
    public async Task A_cancelled_upload_stops_at_once_and_cancels_its_session()
    {
        var datasets = await NewAsync();
        for (var number = 0; number < 200; number++)
        {
            Write($"{number}.txt", "x");
        }

        using var recorder = new RequestRecorder();
        using var client = new DominoClient(
            new() { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey },
            new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan }
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var options = new DatasetUploadOptions
        {
            RelativeTo = _folder,
            MaxConcurrency = 2,
            FileCompleted = _ => stop.Cancel(),
        };
        var id = (await datasets.GetAsync("d", Ct)).Id;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Datasets.Files.UploadAsync(id, _folder, options, stop.Token));
        Assert.Contains("/snapshot/file/cancel/", recorder.Requests[^1], StringComparison.Ordinal);
        Assert.True(recorder.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)) < 20);
        Assert.Empty(await ReadAllAsync(datasets));
    }

    private async Task<ProjectDatasetsClient> NewAsync()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct);
        return project.Datasets;
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static async Task<List<string>> ReadAllAsync(ProjectDatasetsClient datasets, string folder = "")
    {
        var found = new List<string>();
        await foreach (var file in datasets.Files.ListAsync("d", folder, cancellationToken: Ct))
        {
            if (file.IsFolder)
            {
                found.AddRange(await ReadAllAsync(datasets, file.Path));
                continue;
            }

            using var reader = new StreamReader(await datasets.Files.OpenReadAsync("d", file.Path, cancellationToken: Ct));
            found.Add($"{file.Path}:{await reader.ReadToEndAsync(Ct)}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private sealed class Reports(ConcurrentQueue<TransferProgress> to) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => to.Enqueue(value);
    }

    private sealed class BeforeEach(Action<HttpRequestMessage> act)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            act(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
