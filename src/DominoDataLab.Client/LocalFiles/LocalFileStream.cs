namespace DominoDataLab.Client.LocalFiles;

/// <summary>
/// Reads a local file for an upload. An error of the file is a <see cref="LocalFileException"/>, so that it is not taken for an error of
/// the network and retried. The same error is thrown if the size of the file changes while it is read.
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

    /// <summary>Gets the size in bytes. Null if it is not known in advance, as for a pipe.</summary>
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
