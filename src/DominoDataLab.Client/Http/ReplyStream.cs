namespace DominoDataLab.Client.Http;

/// <summary>The body of a reply as it arrives. A stall, a loss and a body that ends early are the library's own errors.</summary>
internal sealed class ReplyStream : Stream
{
    private readonly HttpResponseMessage _reply;
    private readonly Stream _body;
    private readonly string _route;
    private readonly ReplyLimits _limits;
    private readonly long? _expected;
    private long _read;

    private ReplyStream(HttpResponseMessage reply, Stream body, string route, ReplyLimits limits, long? expected)
    {
        (_reply, _body, _route, _limits, _expected) = (reply, body, route, limits, reply.Content.Headers.ContentLength);
        _expected ??= TellsItsEnd ? null : expected;
    }

    /// <summary>true if the reply says where its end is; else a connection that breaks looks like it; otherwise, false.</summary>
    public bool TellsItsEnd => _expected is not null || _reply.Headers.TransferEncodingChunked == true || _reply.Version.Major > 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _expected ?? throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <param name="reply">The reply; disposed with this.</param>
    /// <param name="route">The route of the request.</param>
    /// <param name="limits">How long it may stall, and the errors when it does.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <param name="expected">How many bytes should come, if the reply does not say.</param>
    public static async Task<ReplyStream> OpenAsync(
        HttpResponseMessage reply,
        string route,
        ReplyLimits limits,
        CancellationToken cancellationToken,
        long? expected = null
    ) => new(reply, await reply.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), route, limits, expected);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = _limits.Start(cancellationToken);
        try
        {
            return Received(await _body.ReadAsync(buffer, limit.Token).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && DominoHttp.IsTransport(e))
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _limits.TimedOut(_route, e);
        }
        catch (Exception e) when (DominoHttp.IsTransport(e))
        {
            throw _limits.Lost(_route, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        using var limit = _limits.Start(CancellationToken.None);
        using var end = limit.Token.UnsafeRegister(static reply => ((HttpResponseMessage)reply!).Dispose(), _reply);
        try
        {
            return Received(_body.Read(buffer, offset, count), count);
        }
        catch (Exception e) when (DominoHttp.IsTransport(e) || (e is ObjectDisposedException && limit.Token.IsCancellationRequested))
        {
            throw limit.Token.IsCancellationRequested ? _limits.TimedOut(_route, e) : _limits.Lost(_route, e);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Received(int count, int wanted)
    {
        _read += count;
        Telemetry.Bytes.Add(count, Telemetry.Transfer(_route, "receive"));
        return count == 0 && wanted > 0 && _expected is { } expected && _read < expected
            ? throw new EndOfStreamException($"{_read} of {expected} bytes arrived")
            : count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _reply.Dispose();
        }

        base.Dispose(disposing);
    }
}
