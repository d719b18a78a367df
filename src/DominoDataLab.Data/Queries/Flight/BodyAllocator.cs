using System.Buffers;
using Apache.Arrow.Memory;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>
/// Gives the Arrow reader the body that has already arrived when it asks for memory to read it into, so that the bytes are not copied
/// again. Memory for decompressed buffers comes from the garbage collector: dictionaries are shared by batches and outlive them.
/// </summary>
internal sealed class BodyAllocator : MemoryAllocator
{
    private MessageBody? _body;

    /// <summary>Sets the body of the message that is read next. A body that the reader did not ask for is released.</summary>
    public void Offer(MessageBody? body)
    {
        _body?.Dispose();
        (_body, IsTaken) = (body, false);
    }

    /// <summary>Gets whether the reader has taken the current message's body.</summary>
    public bool IsTaken { get; set; }

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (_body is not { } body)
        {
            bytesAllocated = length;
            return new CollectedMemory(length);
        }

        if (body.Length < length)
        {
            throw new InvalidDataException($"A message announces a body of {length} bytes but has {body.Length}.");
        }

        (_body, IsTaken, bytesAllocated) = (null, true, 0);
        return body;
    }

    private sealed class CollectedMemory(int length) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(length);

        public void Dispose() { }
    }
}
