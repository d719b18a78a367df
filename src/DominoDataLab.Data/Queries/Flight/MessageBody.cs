using System.Buffers;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>The buffers of one Arrow message, in a pooled array that goes back to the pool when the record batch is disposed.</summary>
internal sealed class MessageBody(int length) : IMemoryOwner<byte>
{
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(length);

    public int Length => length;

    public Memory<byte> Memory => (_array ?? throw new ObjectDisposedException(nameof(MessageBody))).AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
