namespace DominoDataLab.Client.Transfers;

/// <summary>The properties of a file to upload.</summary>
internal interface IUploadContent
{
    /// <summary>Fills the memory with what stands at an offset.</summary>
    /// <exception cref="DominoException">It is not what it was when the upload began; it is named.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> memory, CancellationToken cancellationToken);

    /// <exception cref="DominoException">It is not what it was when the upload began; it is named.</exception>
    void RequireUnchanged();
}

/// <summary>
/// A file that is being uploaded. <paramref name="Path"/> is its name in requests, <paramref name="TargetPath"/> its final path.
/// </summary>
internal sealed record UploadFile(IUploadContent Content, string Path, string TargetPath, long Size, int ChunkSize, TransferOutcome Outcome)
{
    private int _missing = Count(Size, ChunkSize);

    public int ChunkCount => Count(Size, ChunkSize);

    /// <summary>The name under which the server keeps its chunks together.</summary>
    public required string Identifier { get; init; }

    /// <param name="number">From 1.</param>
    public UploadChunk Chunk(int number)
    {
        var offset = (number - 1) * (long)ChunkSize;
        return new(this, number, offset, (int)Math.Min(ChunkSize, Size - offset));
    }

    /// <summary>Counts a chunk that has arrived: whether it was the last one that was missing.</summary>
    public bool IsLast() => Interlocked.Decrement(ref _missing) == 0;

    // A file without content is one chunk without content.
    private static int Count(long size, int chunkSize) => checked((int)Math.Max(1, (size + chunkSize - 1) / chunkSize));
}

/// <summary>A chunk of a file, numbered from 1.</summary>
internal readonly record struct UploadChunk(UploadFile File, int Number, long Offset, int Length);
