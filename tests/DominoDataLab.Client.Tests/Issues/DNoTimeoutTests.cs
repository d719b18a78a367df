using System.Text;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-NO-TIMEOUT: a request could hang for ever.</summary>
public sealed class DNoTimeoutTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_setting_a_request_ends_after_a_hundred_seconds()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Silence);
        var clock = new FakeTimeProvider();
        using var client = endpoint.Connect(options => options.TimeProvider = clock);
        var call = client.GetVersionAsync(Ct);
        await endpoint.Arrived;
        clock.Advance(TimeSpan.FromSeconds(99));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() => call);
        Assert.Contains("100 s", error.Message, StringComparison.Ordinal);
        await endpoint.Closed;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_stands_still_is_a_time_out_too(bool synchronously)
    {
        var clock = new FakeTimeProvider();
        await using var endpoint = new StallingEndpoint();
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = endpoint.Address,
                ApiKey = "k",
                TimeProvider = clock,
                MaxRetries = 0,
            }
        );
        await using var blob = await client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct);
        var buffer = new byte[10];
        Assert.Equal(1, await blob.ReadAtLeastAsync(buffer, 1, cancellationToken: Ct));
        var read = synchronously ? Task.Run(() => blob.Read(buffer, 0, 10), Ct) : blob.ReadAsync(buffer, Ct).AsTask();
        while (!read.IsCompleted)
        {
            // The limit is set when the reading begins, which only the reader knows; each turn of the clock is past it.
            clock.Advance(TimeSpan.FromSeconds(101));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<DominoTimeoutException>(() => read);
    }

    [Fact]
    public async Task An_upload_that_moves_may_take_longer_than_the_limit()
    {
        var clock = new FakeTimeProvider();
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Json("""{"path":"p","size":1,"lastModified":0,"key":"0123456789012345678901234567890123456789"}""")
        );
        using var client = endpoint.Connect(options => options.TimeProvider = clock);
        await client.Project("o/p").Files.UploadAsync(new SlowStream(clock, chunks: 5), "slow", cancellationToken: Ct);
        Assert.Equal("xxxxx", Encoding.ASCII.GetString(Assert.Single(endpoint.Requests).Body));
    }

    /// <summary>A minute passes before each byte.</summary>
    private sealed class SlowStream(FakeTimeProvider clock, int chunks) : MemoryStream
    {
        private int _left = chunks;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_left-- <= 0)
            {
                return ValueTask.FromResult(0);
            }

            clock.Advance(TimeSpan.FromSeconds(60));
            buffer.Span[0] = (byte)'x';
            return ValueTask.FromResult(1);
        }
    }
}
