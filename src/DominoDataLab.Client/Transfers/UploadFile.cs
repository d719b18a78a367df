namespace DominoDataLab.Client.Transfers;

/// <summary>The content of a file to upload.</summary>
internal interface IUploadContent
{
    /// <summary>Fills the memory with the bytes at an offset.</summary>
    /// <exception cref="DominoException">The content changed after the upload started. It is named.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> memory, CancellationToken cancellationToken);

    /// <exception cref="DominoException">The content changed after the upload started. It is named.</exception>
    void RequireUnchanged();
}

/// <summary>A file to upload.</summary>
/// <param name="Content">The content.</param>
/// <param name="Path">The path in requests.</param>
/// <param name="TargetPath">The final path.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="ChunkSize">The size of a chunk in bytes.</param>
/// <param name="Outcome">The outcome if the upload succeeds.</param>
internal sealed record UploadFile(IUploadContent Content, string Path, string TargetPath, long Size, int ChunkSize, TransferOutcome Outcome)
{
    private int _missing = Count(Size, ChunkSize);

    public int ChunkCount => Count(Size, ChunkSize);

    /// <summary>Gets the name under which the server collects the chunks of the file.</summary>
    public required string Identifier { get; init; }

    /// <param name="number">From 1.</param>
    public UploadChunk Chunk(int number)
    {
        var offset = (number - 1) * (long)ChunkSize;
        return new(this, number, offset, (int)Math.Min(ChunkSize, Size - offset));
    }

    /// <summary>Counts a chunk that has arrived. true if no other chunk is missing; otherwise, false.</summary>
    public bool IsLast() => Interlocked.Decrement(ref _missing) == 0;

    // An empty file has one empty chunk.
    private static int Count(long size, int chunkSize) => checked((int)Math.Max(1, (size + chunkSize - 1) / chunkSize));
}

/// <summary>A chunk of a file, numbered from 1.</summary>
internal readonly record struct UploadChunk(UploadFile File, int Number, long Offset, int Length);
