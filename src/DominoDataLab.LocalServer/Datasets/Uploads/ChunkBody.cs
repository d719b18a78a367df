using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>The body that brings a chunk: a form with one part, named as the query says, of exactly the size that it says.</summary>
/// <remarks>As the size is known, the content is never searched for the boundary, and never more of it in memory than a buffer.</remarks>
internal sealed class ChunkBody : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int MaxHeadBytes = 64 * 1024;
    private readonly Chunk _chunk;
    private readonly Stream _body;
    private readonly byte[] _boundary;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;

    public ChunkBody(HttpContext context, Chunk chunk)
    {
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 70 } boundary
        )
        {
            throw DomainException.Invalid(
                "A chunk comes as multipart/form-data with a boundary; the request's Content-Type says otherwise."
            );
        }

        var most = chunk.Size + (2 * MaxHeadBytes);
        if (context.Request.ContentLength > most)
        {
            throw Malformed($"it is far longer than the {chunk.Size} bytes of the chunk");
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = most;
        (_chunk, _body, _boundary) = (chunk, context.Request.Body, Encoding.UTF8.GetBytes("--" + boundary));
    }

    /// <summary>
    /// Reads to the end, writing the content into the file where it belongs (null: nowhere), and checks it against its checksum.
    /// </summary>
    /// <exception cref="DomainException">The body is not what the query says; what was written does not count.</exception>
    public async Task CopyAsync(SafeFileHandle? file, CancellationToken cancellationToken)
    {
        await ReadHeadAsync(cancellationToken);
        var left = _chunk.Size;
#pragma warning disable CA5351 // The protocol's checksum is MD5; nothing is kept safe by it.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        while (left > 0)
        {
            await FillAsync((int)Math.Min(left, BufferBytes), cancellationToken);
            var part = _buffer.AsMemory(_start, (int)Math.Min(left, _end - _start));
            hash.AppendData(part.Span);
            if (file is not null)
            {
                Write(file, part.Span, _chunk.Offset + _chunk.Size - left);
            }

            _start += part.Length;
            left -= part.Length;
        }

        await ReadTailAsync(cancellationToken);
        var checksum = Convert.ToHexString(hash.GetHashAndReset());
        if (checksum != _chunk.Checksum)
        {
            throw DomainException.Invalid(
                $"Chunk {_chunk.Number} of '{_chunk.Path}' has the MD5 {checksum}, not {_chunk.Checksum} as the request says; nothing "
                    + "of it is kept. Send it again."
            );
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Write(SafeFileHandle file, ReadOnlySpan<byte> part, long offset)
    {
        try
        {
            RandomAccess.Write(file, part, offset);
        }
        catch (ArgumentOutOfRangeException)
        {
            // How the runtime says EFBIG.
            throw DomainException.Invalid(
                $"'{_chunk.Path}' would be larger than a file can be where the server's data lies: its chunk {_chunk.Number} begins at "
                    + $"byte {_chunk.Offset}."
            );
        }
    }

    private async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start.._end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_end - _start > MaxHeadBytes)
            {
                throw Malformed("the part's head does not end within 64 KiB");
            }

            await FillAsync(_end - _start + 1, cancellationToken);
        }

        var head = _buffer.AsSpan(_start, length);
        _start += length + 4;
        if (!head.StartsWith(_boundary) || !head[_boundary.Length..].StartsWith("\r\n"u8))
        {
            throw Malformed("it does not begin with its boundary");
        }

        string? disposition = null;
        foreach (var line in Encoding.UTF8.GetString(head[(_boundary.Length + 2)..]).Split("\r\n"))
        {
            var header = line.Split(':', 2, StringSplitOptions.TrimEntries);
            if (header[0].Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase) && header.Length == 2 && disposition is null)
            {
                disposition = header[1];
            }
            else if (!header[0].Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                throw Malformed($"its part has the header '{header[0]}'; there must be one Content-Disposition, and may be a Content-Type");
            }
        }

        // A double backslash is how older versions of the usual Python library write one.
        var expected = $"form-data; name=\"{Escape(_chunk.Path)}\"; filename=\"{Escape(Path.GetFileName(_chunk.Path))}\"";
        if (disposition != expected && disposition != expected.Replace("\\", "\\\\", StringComparison.Ordinal))
        {
            throw Malformed(
                $"its part must have the header Content-Disposition: {expected}, as the query names the file; it has "
                    + $"{disposition ?? "none"}"
            );
        }
    }

    private async Task ReadTailAsync(CancellationToken cancellationToken)
    {
        byte[] tail = [.. "\r\n"u8, .. _boundary, .. "--"u8];
        await FillAsync(tail.Length, cancellationToken);
        if (!_buffer.AsSpan(_start.._end).StartsWith(tail))
        {
            throw Malformed($"its part does not end after {_chunk.Size} bytes, or another one follows");
        }

        _start += tail.Length;
        while (await ReadAsync(cancellationToken) && _end - _start <= 2) { }

        if (_end - _start != 0 && !_buffer.AsSpan(_start.._end).SequenceEqual("\r\n"u8))
        {
            throw Malformed("something follows its end");
        }
    }

    private async Task FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (!await ReadAsync(cancellationToken))
            {
                throw Malformed("it ends too early");
            }
        }
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_end == _buffer.Length || _start == _end)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var count = await _body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

    private static string Escape(string name) =>
        name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static DomainException Malformed(string problem) =>
        DomainException.Invalid($"The body is not a form with one part that contains the chunk: {problem}.");
}
