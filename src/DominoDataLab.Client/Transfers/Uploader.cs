using System.Collections.Concurrent;

namespace DominoDataLab.Client.Transfers;

/// <summary>Where pieces go. A piece is asked for only if an earlier call may have sent it.</summary>
internal interface IUploadTarget
{
    /// <summary>Whether the other side confirms that it has the piece.</summary>
    Task<bool> HasAsync(UploadPiece piece, CancellationToken cancellationToken);

    /// <summary>Sends a piece; the memory is not written to until this has returned.</summary>
    Task SendAsync(UploadPiece piece, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes all that was sent appear.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Throws away, or leaves for a later call, what was sent. Never throws.</summary>
    Task AbortAsync(Exception cause);
}

/// <summary>Cuts files into pieces and sends them, several at a time, each read once. It holds at most as many pieces as it sends at once.</summary>
internal sealed class Uploader(IUploadTarget target, TransferOptions options, TransferMeter meter)
{
    private readonly ConcurrentBag<byte[]> _buffers = [];

    public async Task RunAsync(IAsyncEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Pieces(files), atOnce, MoveAsync).ConfigureAwait(false);
            await target.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await target.AbortAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private static async IAsyncEnumerable<UploadPiece> Pieces(IAsyncEnumerable<UploadFile> files)
    {
        await foreach (var file in files.ConfigureAwait(false))
        {
            for (var number = 1; number <= file.PieceCount; number++)
            {
                yield return file.Piece(number);
            }
        }
    }

    private async ValueTask MoveAsync(UploadPiece piece, CancellationToken cancellationToken)
    {
        if (await target.HasAsync(piece, cancellationToken).ConfigureAwait(false))
        {
            meter.Resumed(piece.Length);
        }
        else
        {
            var buffer = _buffers.TryTake(out var spare) ? spare : GC.AllocateUninitializedArray<byte>(options.ChunkSize);
            var content = buffer.AsMemory(0, piece.Length);
            await piece.File.Content.ReadAsync(piece.Offset, content, cancellationToken).ConfigureAwait(false);
            await target.SendAsync(piece, content, cancellationToken).ConfigureAwait(false);

            // Not after a failure: a request that was broken off may read the buffer a moment longer.
            _buffers.Add(buffer);
            meter.Moved(piece.Length);
        }

        if (piece.File.IsLast())
        {
            piece.File.Content.RequireUnchanged();
            meter.Completed(new TransferredFile(piece.File.TargetPath, piece.File.Size, piece.File.Outcome));
        }
    }
}
