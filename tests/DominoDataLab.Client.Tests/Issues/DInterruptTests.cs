using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-INTERRUPT: Ctrl+C waited for all chunks and their retries.</summary>
public sealed class DInterruptTests
{
    private static readonly DatasetUploadOptions Options = new() { Collision = CollisionPolicy.Overwrite, MaxConcurrency = 1 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_piece_that_gets_no_answer_is_broken_off_and_the_session_cancelled(bool silentCancel)
    {
        using var tree = new TemporaryTree(("a.csv", "1"), ("b.csv", "2"));
        var sending = new TaskCompletionSource();
        await using var endpoint = new RawEndpoint(request =>
        {
            if (request.Target.Contains("/file?", StringComparison.Ordinal))
            {
                sending.TrySetResult();
                return RawReply.Silence;
            }

            return silentCancel && request.Target.Contains("/cancel/", StringComparison.Ordinal)
                ? RawReply.Silence
                : RawReply.Json("\"key\"");
        });
        using var client = endpoint.Connect();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var upload = client.Datasets.Files.UploadAsync(UploadStandIn.Dataset, tree.Path, Options, stop.Token);
        await sending.Task.WaitAsync(Ct);
        await stop.CancelAsync();

        // The endpoint never answers the chunk, so this would not end if it were waited for.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Contains("/cancel/key", endpoint.Requests[^1].Target, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests, request => request.Target.Contains("/file?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pause_before_a_repetition_is_broken_off()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, "{}", 503);

        // On this clock no pause ever ends.
        using var client = endpoint.Connect(new FakeTimeProvider());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var upload = client.Datasets.Files.UploadAsync(UploadStandIn.Dataset, tree.Path, Options, stop.Token);
        await Eventually.HoldsAsync(() => endpoint.Count(UploadStandIn.Send) >= 2, "the first attempt to fail");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Equal(UploadStandIn.Cancel, endpoint.Requests[^1].ToString());
    }
}
