using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>What a broken-off upload leaves, and what the next call makes of it.</summary>
public sealed class UploadResumeTests : IAsyncLifetime
{
    private const int ChunkSize = 64 << 10;
    private const int Pieces = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("domino-resume-").FullName;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly RequestRecorder _recorder = new();
    private LocalDomino _server = null!;
    private DominoClient _client = null!;
    private string _dataset = "";
    private string _key = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File1 => Path.Combine(_folder, "large.bin");

    private DatasetUploadOptions Options => new() { RelativeTo = _folder, ChunkSize = ChunkSize, MaxConcurrency = 1, MaxRetries = 0, Collision = CollisionPolicy.Overwrite };

    public async ValueTask InitializeAsync()
    {
        _server = await DominoFixture.StartServerAsync("faults that are switched on", new LocalDominoOptions { EnableFaults = true, TimeProvider = _clock });
        _client = new DominoClient(new() { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey }, new HttpClient(_recorder));
        _dataset = (await _client.Project($"{_server.UserName}/quick-start").Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct)).Id;
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
        await BreakOffAsync(afterPieces: 6);
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((4L * ChunkSize, 6L * ChunkSize), (result.BytesTransferred, result.BytesResumed));
        Assert.Equal(4, Sent());
        Assert.Equal(7, Tested());
        await ArrivedAsync();
    }

    [Fact]
    public async Task Without_resume_everything_is_sent_again()
    {
        await BreakOffAsync(afterPieces: 6);
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { Resume = false }, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_journal_whose_session_is_gone_is_harmless()
    {
        await BreakOffAsync(afterPieces: 6);
        using (var http = new HttpClient { DefaultRequestHeaders = { { "X-Domino-Api-Key", _server.ApiKey } } })
        {
            using var cancelled = await http.GetAsync(new Uri(_server.Address, $"/v4/datasetrw/datasets/{_dataset}/snapshot/file/cancel/{_key}"), Ct);
            cancelled.EnsureSuccessStatusCode();
        }

        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_session_that_has_expired_is_begun_anew()
    {
        await BreakOffAsync(afterPieces: 6);
        _clock.Advance(TimeSpan.FromHours(25));
        var result = await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal((10L * ChunkSize, 0L), (result.BytesTransferred, result.BytesResumed));
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_file_that_was_changed_in_between_is_sent_as_it_is_now()
    {
        await BreakOffAsync(afterPieces: 6);
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
        await BreakOffAsync(afterPieces: 8);
        File.Delete(File1);
        await _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct);
        Assert.Equal(["small.txt"], await _client.Datasets.Files.ListAsync(_dataset, cancellationToken: Ct).Select(file => file.Path).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_cancelled_upload_that_is_to_be_kept_goes_on_where_it_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", count: 4, status: 0);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", status: 0, delay: TimeSpan.FromHours(1));
        var upload = _client.Datasets.Files.UploadAsync(_dataset, _folder, Options with { KeepWhenCancelled = true }, stop.Token);
        while (Sent() < 4)
        {
            await Task.Yield();
        }

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

    /// <summary>Uploads until the connection is lost for good, after so many pieces.</summary>
    private async Task BreakOffAsync(int afterPieces)
    {
        // The start of the session is a POST too.
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", count: afterPieces + 1, status: 0);
        _server.Faults.FailNext("POST /v4/datasetrw/datasets", cutConnection: true);
        await Assert.ThrowsAsync<DominoConnectionException>(() => _client.Datasets.Files.UploadAsync(_dataset, _folder, Options, Ct));
        Assert.Empty(await _client.Datasets.Files.ListAsync(_dataset, cancellationToken: Ct).ToListAsync(Ct));
        Assert.Equal(afterPieces + 1, Sent());
        _key = _recorder.Requests.First(request => request.Contains("key=", StringComparison.Ordinal)).Split("key=")[1].Split('&')[0];
        _recorder.Clear();
    }

    private int Sent() => _recorder.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal) && request.Contains("/snapshot/file?", StringComparison.Ordinal));

    private int Tested() => _recorder.Requests.Count(request => request.Contains("/snapshot/file/test?", StringComparison.Ordinal));

    private void Write(int seed)
    {
        var content = new byte[Pieces * ChunkSize];
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
}
