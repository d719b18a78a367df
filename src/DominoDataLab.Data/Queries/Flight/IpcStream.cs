using System.Buffers.Binary;
using Grpc.Core;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>
/// The messages of a call as the Arrow IPC stream that they are parts of. The next message is asked for when the reader needs it, which is
/// what lets HTTP/2 slow the server down. The end of the stream is the end of a call that the server reported as successful.
/// </summary>
internal sealed class IpcStream(IAsyncStreamReader<FlightMessage> messages, BodyAllocator allocator) : Stream
{
    private const int PrefixLength = 8;

    private readonly byte[] _prefix = new byte[PrefixLength];
    private ReadOnlyMemory<byte> _prefixLeft;
    private ReadOnlyMemory<byte> _headerLeft;

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
        // The memory that the reader wants filled is the body itself.
        if (allocator.IsTaken)
        {
            allocator.IsTaken = false;
            return buffer.Length;
        }

        if (_prefixLeft.IsEmpty && _headerLeft.IsEmpty && !await MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        return _prefixLeft.IsEmpty ? Copy(ref _headerLeft, buffer) : Copy(ref _prefixLeft, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The result is read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (await messages.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            var (header, body) = messages.Current;
            allocator.Offer(body);

            // A message without a header carries application metadata only.
            if (header.Length > 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(_prefix, -1);
                BinaryPrimitives.WriteInt32LittleEndian(_prefix.AsSpan(4), header.Length);
                (_prefixLeft, _headerLeft) = (_prefix, header);
                return true;
            }
        }

        allocator.Offer(null);
        return false;
    }

    private static int Copy(ref ReadOnlyMemory<byte> left, Memory<byte> buffer)
    {
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        left = left[count..];
        return count;
    }
}
