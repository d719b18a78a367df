namespace DominoDataLab.Client.Transfers;

/// <summary>
/// The options of a transfer. The defaults suit a fast connection; a slow one gains from smaller chunks, a distant server from more at
/// once.
/// </summary>
public abstract record TransferOptions : FileSetOptions
{
    /// <summary>The defaults; <see cref="FileSetOptions.MaxConcurrency"/> is 6.</summary>
    protected TransferOptions() => MaxConcurrency = 6;

    /// <summary>
    /// Bytes of a chunk, 64 KiB to 1 GiB. Default 8 MiB. Memory is at most <see cref="FileSetOptions.MaxConcurrency"/> such chunks.
    /// </summary>
    public int ChunkSize { get; init; } = 8 << 20;

    /// <summary>The number of retries of a request after a lost connection, a time-out, or the statuses 408, 429 and 5xx, 0 to 100. Default
    /// 9. The first follows at once, the others after 1, 2, 4 s and so on, at most 30 s apart.</summary>
    public int MaxRetries { get; init; } = 9;

    /// <summary>true to resume an interrupted transfer; false to start over. Default: true.</summary>
    public bool Resume { get; init; } = true;

    internal override void Check()
    {
        base.Check();
        ThrowIfOutside(ChunkSize, 64 << 10, 1 << 30, nameof(ChunkSize));
        ThrowIfOutside(MaxRetries, 0, 100, nameof(MaxRetries));
    }
}
