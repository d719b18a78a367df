using System.Collections.Concurrent;

namespace DominoDataLab.Client.Transfers;

/// <summary>The target of chunks. Whether it has a chunk is asked only if an earlier call may have sent it.</summary>
internal interface IUploadTarget
{
    /// <summary>true if the other side confirms that it has the chunk; otherwise, false.</summary>
    Task<bool> HasAsync(UploadChunk chunk, CancellationToken cancellationToken);

    /// <summary>Sends a chunk; the memory is not written to until this has returned.</summary>
    Task SendAsync(UploadChunk chunk, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes all that was sent appear.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Throws away, or leaves for a later call, what was sent. It never throws, and ends within a second of a
    /// cancellation.</summary>
    Task AbortAsync(Exception cause, CancellationToken cancellationToken);
}

/// <summary>
/// Cuts files into chunks and sends them, several at a time, each read once. It holds at most as many chunks as it sends at once.
/// </summary>
internal sealed class Uploader(IUploadTarget target, TransferOptions options, TransferMeter meter)
{
    private readonly ConcurrentBag<byte[]> _buffers = [];

    public async Task RunAsync(IAsyncEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Chunks(files), atOnce, MoveAsync).ConfigureAwait(false);
            await target.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await target.AbortAsync(e, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            throw;
        }
    }

    private static async IAsyncEnumerable<UploadChunk> Chunks(IAsyncEnumerable<UploadFile> files)
    {
        await foreach (var file in files.ConfigureAwait(false))
        {
            for (var number = 1; number <= file.ChunkCount; number++)
            {
                yield return file.Chunk(number);
            }
        }
    }

    private async ValueTask MoveAsync(UploadChunk chunk, CancellationToken cancellationToken)
    {
        if (await target.HasAsync(chunk, cancellationToken).ConfigureAwait(false))
        {
            meter.Resumed(chunk.Length);
        }
        else
        {
            var buffer = _buffers.TryTake(out var spare) ? spare : GC.AllocateUninitializedArray<byte>(options.ChunkSize);
            var content = buffer.AsMemory(0, chunk.Length);
            await chunk.File.Content.ReadAsync(chunk.Offset, content, cancellationToken).ConfigureAwait(false);
            await target.SendAsync(chunk, content, cancellationToken).ConfigureAwait(false);

            // Not after a failure: a request that was broken off may read the buffer a moment longer.
            _buffers.Add(buffer);
            meter.Moved(chunk.Length);
        }

        if (chunk.File.IsLast())
        {
            chunk.File.Content.RequireUnchanged();
            meter.Completed(new TransferredFile(chunk.File.TargetPath, chunk.File.Size, chunk.File.Outcome));
        }
    }
}
