using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Client.Tests.Transfers;

/// <summary>The uploader with a target that fails as it is told.</summary>
public sealed class UploaderTests
{
    private const int ChunkSize = 64 << 10;

    private readonly FailingTarget _target = new();
    private readonly SkippingClock _clock = new(TimeSpan.FromMinutes(2));
    private readonly List<TransferredFile> _completed = [];
    private readonly Reports _reports = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DominoConnectionException Lost => new("The connection was lost.", new IOException());

    [Fact]
    public async Task Each_chunk_is_sent_once_in_order_and_the_files_appear_at_the_end()
    {
        var result = await UploadAsync(1, ("a", (2 * ChunkSize) + 1), ("empty", 0), ("b", ChunkSize));
        Assert.Equal(
            [
                "has a 1",
                "send a 1",
                "has a 2",
                "send a 2",
                "has a 3",
                "send a 3",
                "has empty 1",
                "send empty 1",
                "has b 1",
                "send b 1",
                "commit",
            ],
            _target.Calls
        );
        Assert.Equal(Bytes("a", (2 * ChunkSize) + 1), _target.Content("a", 3));
        Assert.Equal(["a", "empty", "b"], _completed.Select(file => file.Path));
        Assert.Equal((3, (3 * ChunkSize) + 1, 0), (result.FilesTransferred, result.BytesTransferred, result.BytesResumed));
        Assert.Null(_target.AbortedFor);
    }

    [Fact]
    public async Task A_chunk_that_fails_several_times_is_sent_again_with_longer_and_longer_pauses()
    {
        _target.Fault = (call, attempt) => call == "send a 2" && attempt < 4 ? Lost : null;
        var result = await UploadAsync(1, ("a", 3 * ChunkSize));
        Assert.Equal(
            ["send a 1", "send a 2", "send a 2 again", "send a 2 again", "send a 2 again", "send a 2 again", "send a 3"],
            _target.Calls.Where(call => call.StartsWith("send", StringComparison.Ordinal))
        );
        Assert.Equal([1, 2, 4], _clock.Seconds);
        Assert.Equal(Bytes("a", 3 * ChunkSize), _target.Content("a", 3));
        Assert.Equal(3 * ChunkSize, result.BytesTransferred);
    }

    [Theory]
    [InlineData("has a 1")]
    [InlineData("send a 1")]
    [InlineData("commit")]
    public async Task A_timeout_of_any_call_is_retried(string slow)
    {
        _target.Fault = (call, attempt) => call == slow && attempt == 0 ? new DominoTimeoutException("No response in time.") : null;
        await UploadAsync(2, ("a", ChunkSize));
        Assert.Equal(2, _target.Calls.Count(call => call.StartsWith(slow, StringComparison.Ordinal)));
        Assert.True(_target.IsCommitted);
    }

    [Fact]
    public async Task After_the_last_retry_the_error_is_thrown_and_nothing_appears()
    {
        _target.Fault = (call, _) => call == "send a 1" ? Lost : null;
        await Assert.ThrowsAsync<DominoConnectionException>(() => UploadAsync(1, ("a", ChunkSize), ("b", 1)));
        Assert.Equal(1 + Options(1).MaxRetries, _target.Calls.Count(call => call.StartsWith("send a 1", StringComparison.Ordinal)));
        Assert.False(_target.IsCommitted);
        Assert.IsType<DominoConnectionException>(_target.AbortedFor);
        Assert.Empty(_completed);
    }

    [Fact]
    public async Task An_error_that_is_not_transient_ends_the_upload_at_once()
    {
        _target.Fault = (call, _) => call == "send a 2" ? new DominoException("The dataset is full.") : null;
        var error = await Assert.ThrowsAsync<DominoException>(() => UploadAsync(1, ("a", 9 * ChunkSize)));
        Assert.Equal("The dataset is full.", error.Message);
        Assert.Equal(["send a 1", "send a 2"], _target.Calls.Where(call => call.StartsWith("send", StringComparison.Ordinal)));
        Assert.Empty(_clock.Pauses);
        Assert.Same(error, _target.AbortedFor);
        Assert.False(_target.IsCommitted);
    }

    [Fact]
    public async Task A_commit_that_fails_for_good_aborts_the_upload()
    {
        _target.Fault = (call, _) => call == "commit" ? new DominoException("No.") : null;
        await Assert.ThrowsAsync<DominoException>(() => UploadAsync(2, ("a", 1)));
        Assert.NotNull(_target.AbortedFor);
    }

    [Fact]
    public async Task A_canceled_upload_stops_aborts_and_throws_for_its_token()
    {
        using var stop = new CancellationTokenSource();
        _target.Delay = async (call, token) =>
        {
            if (call == "send a 2")
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }
        };
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UploadAsync(1, stop.Token, ("a", 9 * ChunkSize)));
        Assert.Equal(stop.Token, error.CancellationToken);
        Assert.DoesNotContain("send a 3", _target.Calls);
        Assert.IsAssignableFrom<OperationCanceledException>(_target.AbortedFor);
        Assert.False(_target.IsCommitted);
    }

    [Fact]
    public async Task A_slow_target_gets_as_many_chunks_at_once_as_allowed_and_no_more()
    {
        const int most = 3;
        var arrived = 0;
        var full = new TaskCompletionSource();
        _target.Delay = async (call, token) =>
        {
            if (call.StartsWith("send", StringComparison.Ordinal) && Interlocked.Increment(ref arrived) == most)
            {
                full.SetResult();
            }

            if (call.StartsWith("send", StringComparison.Ordinal))
            {
                await full.Task.WaitAsync(TimeSpan.FromSeconds(30), token);
            }
        };
        await UploadAsync(most, ("a", 5 * ChunkSize), ("b", 5 * ChunkSize));
        Assert.Equal(most, _target.MostAtOnce);
    }

    [Fact]
    public async Task Chunks_of_an_earlier_call_are_not_sent_and_the_sums_are_right()
    {
        _target.Earlier.UnionWith(["a 1", "a 3"]);
        _target.Fault = (call, attempt) => call == "send b 1" && attempt == 0 ? Lost : null;
        var result = await UploadAsync(1, ("a", (2 * ChunkSize) + 5), ("b", 7));
        Assert.Equal((ChunkSize + 7, ChunkSize + 5), (result.BytesTransferred, result.BytesResumed));
        var last = _reports.All[^1];
        Assert.Equal(((2 * ChunkSize) + 12, (2 * ChunkSize) + 12), (last.BytesDone, last.BytesTotal));
        Assert.Equal((2, 2), (last.FilesDone, last.FilesTotal));
        Assert.Equal(_reports.All.OrderBy(report => report.BytesDone), _reports.All);
    }

    private Task<TransferResult> UploadAsync(int concurrency, params (string Name, int Size)[] files) =>
        UploadAsync(concurrency, Ct, files);

    private async Task<TransferResult> UploadAsync(int concurrency, CancellationToken token, params (string Name, int Size)[] files)
    {
        var options = Options(concurrency);
        var meter = new TransferMeter(options, _clock);
        meter.Expect(files.Select(file => (long)file.Size));
        var uploads = files
            .Select(file => new UploadFile(
                new SeekableContent(new MemoryStream(Bytes(file.Name, file.Size))),
                file.Name,
                file.Name,
                file.Size,
                ChunkSize,
                TransferOutcome.Transferred
            )
            {
                Identifier = file.Name,
            })
            .ToAsyncEnumerable();
        await new Uploader(_target, options, meter, _clock, NullLogger.Instance).RunAsync(uploads, token);
        return meter.Finish();
    }

    private DatasetUploadOptions Options(int concurrency) =>
        new()
        {
            MaxConcurrency = concurrency,
            ChunkSize = ChunkSize,
            Progress = _reports,
            FileCompleted = file =>
            {
                lock (_completed)
                {
                    _completed.Add(file);
                }
            },
        };

    private static byte[] Bytes(string name, int size) => [.. Enumerable.Range(0, size).Select(index => (byte)(index + name[0]))];

    private sealed class Reports : IProgress<TransferProgress>
    {
        public List<TransferProgress> All { get; } = [];

        public void Report(TransferProgress value) => All.Add(value);
    }
}
