using System.Buffers;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>The memory of a batch, in a few large blocks from the pool.</summary>
internal sealed class ChunkMemory : IDisposable
{
    private const int BlockBytes = 128 * 1024;

    private readonly List<byte[]> _blocks = [];
    private int _used;

    /// <summary>Takes memory, at a multiple of 16 bytes. Its content is undefined.</summary>
    public Memory<byte> Take(int length)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < length)
        {
            _blocks.Add(ArrayPool<byte>.Shared.Rent(Math.Max(length, BlockBytes)));
            _used = 0;
        }

        var memory = _blocks[^1].AsMemory(_used, length);
        _used = Math.Min(_blocks[^1].Length, (_used + length + 15) & ~15);
        return memory;
    }

    public void Dispose()
    {
        _blocks.ForEach(block => ArrayPool<byte>.Shared.Return(block));
        _blocks.Clear();
    }
}
