using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Transfers;

/// <summary>The target of an upload.</summary>
internal interface IUploadTarget
{
    /// <summary>true if the target has the chunk from an earlier call; otherwise, false.</summary>
    Task<bool> HasAsync(UploadChunk chunk, CancellationToken cancellationToken);

    /// <summary>Sends a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="content">The bytes of the chunk. They do not change before the task ends.</param>
    /// <param name="isRetry">true if an earlier attempt failed. The chunk may have arrived.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    Task SendAsync(UploadChunk chunk, ReadOnlyMemory<byte> content, bool isRetry, CancellationToken cancellationToken);

    /// <summary>Makes all files appear.</summary>
    /// <param name="isRetry">true if an earlier attempt failed. The files may have appeared.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    Task CommitAsync(bool isRetry, CancellationToken cancellationToken);

    /// <summary>Discards the chunks, or keeps them for a later call. It never throws, and ends within a second after a
    /// cancellation.</summary>
    Task AbortAsync(Exception cause, CancellationToken cancellationToken);
}

/// <summary>
/// Cuts files into chunks and sends several of them at a time. Each chunk is read once and sent again after transient errors. The memory
/// holds at most as many chunks as are sent at a time.
/// </summary>
internal sealed class Uploader(IUploadTarget target, TransferOptions options, TransferMeter meter, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentBag<byte[]> _buffers = [];
    private readonly TransferRetry _retry = new(options.MaxRetries, time, logger);

    public async Task RunAsync(IAsyncEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Chunks(files), parallel, MoveAsync).ConfigureAwait(false);
            await _retry.RunAsync(isRetry => target.CommitAsync(isRetry, cancellationToken), cancellationToken).ConfigureAwait(false);
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
        if (await _retry.RunAsync(_ => target.HasAsync(chunk, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            meter.Resumed(chunk.Length);
        }
        else
        {
            var buffer = _buffers.TryTake(out var spare) ? spare : GC.AllocateUninitializedArray<byte>(options.ChunkSize);
            var content = buffer.AsMemory(0, chunk.Length);
            await chunk.File.Content.ReadAsync(chunk.Offset, content, cancellationToken).ConfigureAwait(false);
            await _retry
                .RunAsync(isRetry => target.SendAsync(chunk, content, isRetry, cancellationToken), cancellationToken)
                .ConfigureAwait(false);

            // The buffer is not used again after an error, because a canceled request may still read it.
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
