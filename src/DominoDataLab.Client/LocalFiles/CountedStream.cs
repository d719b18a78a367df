namespace DominoDataLab.Client.LocalFiles;

/// <summary>Passes the bytes of a stream on and reports their number as they are read.</summary>
/// <param name="inner">The source of the bytes. It is disposed with this stream.</param>
/// <param name="moved">Is called with the number of bytes after each read.</param>
internal sealed class CountedStream(Stream inner, Action<long> moved) : AsyncReadStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        moved(count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
