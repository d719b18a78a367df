using System.Buffers;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>Copies the bytes of a server, which may send more than it listed.</summary>
internal static class BoundedCopy
{
    private const int BufferSize = 128 << 10;

    /// <summary>Copies a stream to its end, or until it has more bytes than expected.</summary>
    /// <param name="source">The source.</param>
    /// <param name="write">Writes bytes at an offset. The first offset is 0.</param>
    /// <param name="most">The largest number of bytes to write. If null, the number is not limited.</param>
    /// <param name="cancellationToken">A token to cancel the copy.</param>
    /// <returns>The number of bytes that were written, or null if there were more.</returns>
    public static async Task<long?> RunAsync(
        Stream source,
        Func<ReadOnlyMemory<byte>, long, ValueTask> write,
        long? most,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long done = 0;
            while (true)
            {
                var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return done;
                }

                if (count > (most ?? long.MaxValue) - done)
                {
                    return null;
                }

                await write(buffer.AsMemory(0, count), done).ConfigureAwait(false);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
