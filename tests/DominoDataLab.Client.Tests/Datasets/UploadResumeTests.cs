using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>The next call resumes an interrupted upload from what it left.</summary>
public sealed class UploadResumeTests : IAsyncLifetime
{
    private const int ChunkSize = 64 << 10;
    private const int Chunks = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("domino-resume-").FullName;
    private readonly ServerClock _clock = new();
    private readonly RequestRecorder _recorder = new();
    private LocalDomino _server = null!;
    private DominoClient _client = null!;
    private string _dataset = "";
    private string _key = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File1 => Path.Combine(_folder, "large.bin");

    private DatasetUploadOptions Options =>
        new()
        {
            RelativeTo = _folder,
            ChunkSize = ChunkSize,
            MaxConcurrency = 1,
            MaxRetries = 0,
            Collision = CollisionPolicy.Overwrite,
        };

    public async ValueTask InitializeAsync()
    {
        _server = await DominoFixture.StartServerAsync(
            "faults that are switched on",
            new LocalDominoOptions { EnableFaults = true, TimeProvider = _clock }
        );
        _client = new DominoClient(
            new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey },
            new HttpClient(_recorder) { Timeout = Timeout.InfiniteTimeSpan }
        );
        _dataset = (
            await _client.Project($"{_server.UserName}/quick-start").Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct)
        ).Id;
        Write(1);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task After_a_lost_connection_the_same_call_sends_only_what_is_missing()
    {
        await BreakOffAsync(afterChunks: 6);
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((4L * ChunkSize, 6L * ChunkSize), (result.BytesTransferred, result.BytesResumed));
        Assert.Equal(4, Sent());
        Assert.Equal(7, Tested());
        await ArrivedAsync();
    }

    [Fact]
    public async Task Without_resume_everything_is_sent_again()
    {
        await BreakOffAsync(afterChunks: 6);
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { Resume = false }, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_that_is_not_gone_on_with_is_cancelled(bool changed)
    {
        await BreakOffAsync(afterChunks: 6);
        if (changed)
        {
            Write(2);
            File.SetLastWriteTimeUtc(File1, DateTime.UtcNow.AddMinutes(1));
        }

        await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { Resume = changed }, Ct);
        Assert.Contains(_recorder.Requests, request => request.Contains($"/cancel/{_key}", StringComparison.Ordinal));
        Assert.Empty(Sessions());
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_journal_whose_session_is_gone_is_harmless()
    {
        await BreakOffAsync(afterChunks: 6);
        using (var http = new HttpClient { DefaultRequestHeaders = { { "X-Domino-Api-Key", _server.ApiKey } } })
        {
            using var cancelled = await http.GetAsync(
                new Uri(_server.Address, $"/v4/datasetrw/datasets/{_dataset}/snapshot/file/cancel/{_key}"),
                Ct
            );
            cancelled.EnsureSuccessStatusCode();
        }

        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task An_expired_session_is_restarted()
    {
        await BreakOffAsync(afterChunks: 6);
        _clock.Advance(TimeSpan.FromHours(25));
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_file_that_was_changed_in_between_is_sent_as_it_is_now()
    {
        await BreakOffAsync(afterChunks: 6);
        Write(2);
        File.SetLastWriteTimeUtc(File1, DateTime.UtcNow.AddMinutes(1));
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_file_that_was_removed_in_between_does_not_arrive()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "small.txt"), "1", Ct);
        await BreakOffAsync(afterChunks: 8);
        File.Delete(File1);
        await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal(
            ["small.txt"],
            await _client.Datasets.Files.ListAsync(_dataset, cancellationToken: Ct).Select(file => file.Path).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task A_canceled_upload_that_is_kept_resumes_where_it_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", count: 4, status: 0);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", status: 0, delay: TimeSpan.FromHours(1));
        var upload = _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { KeepWhenCancelled = true }, stop.Token);
        await _clock.HourBegun.WaitAsync(Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.DoesNotContain(_recorder.Requests, request => request.Contains("/cancel/", StringComparison.Ordinal));
        _recorder.Clear();
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal(3L * ChunkSize, result.BytesResumed);
        await ArrivedAsync();
    }

    [Fact]
    public async Task An_end_whose_reply_is_lost_is_a_success_if_the_files_are_there()
    {
        _server.Faults.FailNext($"GET /v4/datasetrw/datasets/{_dataset}/snapshot/file/end", status: 0, loseReply: true);
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { MaxRetries = 2 }, Ct);
        Assert.Equal(1, result.FilesTransferred);
        await ArrivedAsync();
    }

    [Theory]
    [InlineData(CollisionPolicy.Fail, TransferOutcome.Transferred)]
    [InlineData(CollisionPolicy.Skip, TransferOutcome.Transferred)]
    [InlineData(CollisionPolicy.Overwrite, TransferOutcome.Transferred)]
    [InlineData(CollisionPolicy.Rename, TransferOutcome.Renamed)]
    public async Task After_an_end_of_which_nothing_was_heard_the_same_call_sends_nothing_again_and_says_what_came_of_it(
        CollisionPolicy policy,
        TransferOutcome outcome
    )
    {
        if (policy == CollisionPolicy.Rename)
        {
            await _client.Datasets.Files.UploadAsync(_dataset, File1, Options, Ct);
        }

        _server.Faults.FailNext(End, status: 0, loseReply: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() =>
            _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { Collision = policy }, Ct)
        );
        var arrived = await NamesAsync();
        _recorder.Clear();

        var reported = new List<TransferredFile>();
        var result = await _client.Datasets.Files.UploadAsync(
            _dataset,
            _folder,
            Options with
            {
                Collision = policy,
                FileCompleted = reported.Add,
            },
            Ct
        );
        Assert.Equal((0L, (long)Chunks * ChunkSize, 1L), (result.BytesTransferred, result.BytesResumed, result.FilesTransferred));
        Assert.Equal(outcome, Assert.Single(reported).Outcome);
        Assert.DoesNotContain(_recorder.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal(arrived, await NamesAsync());
        await ArrivedAsync();

        // It is all told now: the next call is one of its own.
        var next = _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { Collision = policy }, Ct);
        if (policy == CollisionPolicy.Fail)
        {
            await Assert.ThrowsAsync<DominoExistsException>(() => next);
        }
        else
        {
            Assert.Equal(0, (await next).BytesResumed);
        }
    }

    [Fact]
    public async Task A_finalization_that_never_reached_the_server_happens_with_the_next_call_before_newer_files()
    {
        var options = Options with { Collision = CollisionPolicy.Fail };
        _server.Faults.FailNext(End, cutConnection: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() => _client.Datasets.Files.UploadAsync(_dataset, _folder, options, Ct));
        Assert.Empty(await NamesAsync());
        await File.WriteAllTextAsync(Path.Combine(_folder, "added.txt"), "1", Ct);
        _recorder.Clear();

        // The first of the two ends is heard of, the second is not.
        _server.Faults.FailNext(End, status: 0);
        _server.Faults.FailNext(End, status: 0, loseReply: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() => _client.Datasets.Files.UploadAsync(_dataset, _folder, options, Ct));
        Assert.Equal(1, Sent());

        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, options, Ct);
        Assert.Equal((0L, ((long)Chunks * ChunkSize) + 1, 2L), (result.BytesTransferred, result.BytesResumed, result.FilesTransferred));
        Assert.Equal(["added.txt", "large.bin"], await NamesAsync());
        Assert.Empty(Sessions());
        await ArrivedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_was_cancelled_at_its_end_can_be_called_again_whether_the_end_came_about_or_not(bool cameAbout)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var options = Options with { Collision = CollisionPolicy.Fail };
        _server.Faults.FailNext(End, status: 0, delay: cameAbout ? null : TimeSpan.FromHours(1), loseReply: cameAbout);
        using var client = new DominoClient(
            new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey },
            new HttpClient(cameAbout ? new StopAfterEnd(stop) : new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan }
        );
        var upload = client.Datasets.Files.UploadAsync(_dataset, _folder, options, stop.Token);
        if (!cameAbout)
        {
            await _clock.HourBegun.WaitAsync(Ct);
            await stop.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Equal(cameAbout ? ["large.bin"] : [], await NamesAsync());

        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, options, Ct);
        Assert.Equal(((long)Chunks * ChunkSize, 1L), (result.BytesTransferred + result.BytesResumed, result.FilesTransferred));
        Assert.Equal(cameAbout, result.BytesResumed > 0);
        Assert.Equal(["large.bin"], await NamesAsync());
        Assert.Empty(Sessions());
        await ArrivedAsync();
    }

    [Fact]
    public async Task An_end_that_was_refused_after_its_reply_was_lost_is_settled_by_the_next_call()
    {
        var options = Options with { Collision = CollisionPolicy.Overwrite };
        _server.Faults.FailNext(End, status: 0, loseReply: true);
        _server.Faults.FailNext(End, status: 404);
        await Assert.ThrowsAnyAsync<DominoException>(() =>
            _client.Datasets.Files.UploadAsync(_dataset, _folder, options with { MaxRetries = 1 }, Ct)
        );
        _recorder.Clear();
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, options, Ct);
        Assert.Equal((1L, 0), (result.FilesTransferred, Sent()));
        await ArrivedAsync();
    }

    /// <summary>Uploads until the connection is lost for good, after so many chunks.</summary>
    private async Task BreakOffAsync(int afterChunks)
    {
        // The start of the session is a POST too.
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", count: afterChunks + 1, status: 0);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", cutConnection: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() => _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct));
        Assert.Empty(await _client.Datasets.Files.ListAsync(_dataset, cancellationToken: Ct).ToListAsync(Ct));
        Assert.Equal(afterChunks + 1, Sent());
        _key = _recorder.Requests.First(request => request.Contains("key=", StringComparison.Ordinal)).Split("key=")[1].Split('&')[0];
        _recorder.Clear();
    }

    private string End => $"GET /v4/datasetrw/datasets/{_dataset}/snapshot/file/end";

    private async Task<List<string>> NamesAsync() =>
        await _client.Datasets.Files.ListAsync(_dataset, cancellationToken: Ct).Select(file => file.Path).ToListAsync(Ct);

    private List<string> Sessions() =>
        [.. Directory.EnumerateFileSystemEntries(Path.Combine(_server.DataFolder, "datasets", _dataset, "uploads"))];

    private int Sent() =>
        _recorder.Requests.Count(request =>
            request.StartsWith("POST", StringComparison.Ordinal) && request.Contains("/snapshot/file?", StringComparison.Ordinal)
        );

    private int Tested() => _recorder.Requests.Count(request => request.Contains("/snapshot/file/test?", StringComparison.Ordinal));

    private void Write(int seed)
    {
        var content = new byte[Chunks * ChunkSize];
#pragma warning disable CA5394 // The same seed gives the same bytes; no secret.
        new Random(seed).NextBytes(content);
#pragma warning restore CA5394
        File.WriteAllBytes(File1, content);
    }

    private async Task ArrivedAsync()
    {
        var copy = Path.Combine(_folder, "copy");
        await _client.Datasets.Files.DownloadAsync(_dataset, "large.bin", copy, cancellationToken: Ct);
        Assert.Equal(await File.ReadAllBytesAsync(File1, Ct), await File.ReadAllBytesAsync(copy, Ct));
    }

    /// <summary>Cancels when the request to finalize an upload is sent, or when it is done.</summary>
    private sealed class StopAfterEnd(CancellationTokenSource stop) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.Contains("/end/", StringComparison.Ordinal))
            {
                return await base.SendAsync(request, cancellationToken);
            }

            try
            {
                return await base.SendAsync(request, CancellationToken.None);
            }
            finally
            {
                await stop.CancelAsync();
            }
        }
    }
}
