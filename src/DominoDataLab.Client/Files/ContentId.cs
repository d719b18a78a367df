using System.Security.Cryptography;
using System.Text;
using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The possible keys of a content: the ID that git gives it, or the SHA-1 of its bytes. It is not published which one a deployment uses. A
/// key that equals one of them proves that the content is the same. A key that equals neither proves nothing.
/// </summary>
internal sealed record ContentId(string Git, string Sha1)
{
    public bool Proves(string? key) =>
        key is not null && (key.Equals(Git, StringComparison.OrdinalIgnoreCase) || key.Equals(Sha1, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the ID of a local file of this size.</summary>
    /// <exception cref="LocalFileException">The file cannot be read, or its size changed.</exception>
    public static async Task<ContentId> OfFileAsync(string file, long size, CancellationToken cancellationToken)
    {
        // An empty file is not opened. It may be a pipe, and opening one waits for its other end.
        var content = size == 0 ? Stream.Null : new LocalFileStream(file, file);
        await using (content.ConfigureAwait(false))
        {
            return await OfAsync(content, size, cancellationToken).ConfigureAwait(false) ?? throw new LocalFileException(file);
        }
    }

    /// <summary>Returns the ID, or null if there were more or fewer bytes than expected.</summary>
    public static async Task<ContentId?> OfAsync(Stream content, long size, CancellationToken cancellationToken)
    {
        using var reader = new HashingStream(content, size);
        return
            await BoundedCopy.RunAsync(reader, static (_, _) => ValueTask.CompletedTask, size, cancellationToken).ConfigureAwait(false)
                is null
            ? null
            : reader.Finish();
    }
}

/// <summary>Passes the bytes of a stream on and computes their ID.</summary>
internal sealed class HashingStream : AsyncReadStream
{
    private readonly Stream _inner;
    private readonly long _size;
#pragma warning disable CA5350 // Keys are SHA-1; nothing is kept safe by them.
    private readonly IncrementalHash _git = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
    private long _read;
    private ContentId? _last;
    private bool _disposed;

    /// <param name="inner">The source of the bytes. It is disposed with this stream.</param>
    /// <param name="size">The expected number of bytes.</param>
    public HashingStream(Stream inner, long size)
    {
        (_inner, _size) = (inner, size);
        _git.AppendData(Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"blob {size}\0")));
    }

    /// <summary>Gets the ID of the content, also after disposal. Null if there were more or fewer bytes than expected.</summary>
    public ContentId? Finish() =>
        _disposed ? _last
        : _read == _size ? new(Convert.ToHexStringLower(_git.GetCurrentHash()), Convert.ToHexStringLower(_sha1.GetCurrentHash()))
        : null;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _git.AppendData(buffer.Span[..read]);
        _sha1.AppendData(buffer.Span[..read]);
        _read += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            (_last, _disposed) = (Finish(), true);
            _git.Dispose();
            _sha1.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
