using System.Net;
using System.Text;

namespace DominoDataLab.Client.Datasets;

/// <summary>A multipart body with exactly one part. Its length is known, and the content is not copied.</summary>
internal sealed class ChunkContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    public ChunkContent(string path, string fileName, ReadOnlyMemory<byte> content)
    {
        _content = content;
        var boundary = Guid.NewGuid().ToString("N");
        _head = Encoding.UTF8.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quoted(path)}\"; filename=\"{Quoted(fileName)}\"\r\nContent-Type: "
                + $"application/octet-stream\r\n\r\n"
        );
        _tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken).ConfigureAwait(false);

        // The content is written in parts, so that progress on a slow connection is noticed.
        for (var rest = _content; rest.Length > 0; )
        {
            var part = rest[..Math.Min(rest.Length, 256 << 10)];
            await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            rest = rest[part.Length..];
        }

        await stream.WriteAsync(_tail, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _content.Length + _tail.Length;
        return true;
    }

    private static string Quoted(string name) =>
        name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
