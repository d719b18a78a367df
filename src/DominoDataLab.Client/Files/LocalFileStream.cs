namespace DominoDataLab.Client.Files;

/// <summary>
/// A file on this machine while it is sent. What fails in it is not taken for a failure of the network, which would be repeated: it is a
/// <see cref="LocalFileException"/>, and so is a file that turns out longer or shorter than it was when it was opened.
/// </summary>
internal sealed class LocalFileStream : AsyncReadStream
{
    private readonly FileStream _inner;
    private readonly string _name;
    private long _read;

    /// <param name="file">The path of the file.</param>
    /// <param name="name">The name in error messages.</param>
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
