namespace DominoDataLab.Client.Transfers;

/// <summary>The content of a stream that can seek, from its current position. One chunk is read at a time.</summary>
internal sealed class SeekableContent(Stream stream) : IUploadContent, IDisposable
{
    private readonly long _start = stream.Position;
    private readonly long _length = stream.Length;
    private readonly SemaphoreSlim _one = new(1);

    public async ValueTask ReadAsync(long offset, Memory<byte> memory, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            stream.Position = _start + offset;
            await stream.ReadExactlyAsync(memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void RequireUnchanged()
    {
        if (stream.Length != _length)
        {
            throw new DominoException(
                $"The stream changed while it was sent: it had {_length} bytes and has {stream.Length}. Nothing was stored."
            );
        }
    }

    public void Dispose() => _one.Dispose();
}
