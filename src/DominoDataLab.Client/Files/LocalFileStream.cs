namespace DominoDataLab.Client.Files;

/// <summary>
/// A file on this machine while it is sent. What fails in it is not taken for a failure of the network, which would be repeated: it is a
/// <see cref="LocalFileException"/>, and so is a file that turns out longer or shorter than it was when it was opened.
/// </summary>
internal sealed class LocalFileStream : Stream
{
    private readonly FileStream _inner;
    private readonly string _name;
    private long _read;

    /// <param name="file">Where it lies.</param>
    /// <param name="name">What errors call it.</param>
    public LocalFileStream(string file, string name)
    {
        try
        {
            _inner = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
            Size = _inner.CanSeek ? _inner.Length : null;
        }
        catch (Exception e) when (LocalFileException.Causes(e))
        {
            _inner?.Dispose();
            throw new LocalFileException(name, e);
        }

        _name = name;
    }

    /// <summary>Bytes; null: it is a pipe or the like, and they are not known before its end.</summary>
    public long? Size { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (LocalFileException.Causes(e))
        {
            throw new LocalFileException(_name, e);
        }

        _read += count;
        return _read > Size || (count == 0 && buffer.Length > 0 && _read < Size) ? throw new LocalFileException(_name) : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
