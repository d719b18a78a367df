namespace DominoDataLab.Client.Transfers;

/// <summary>
/// The options of a transfer in chunks. The defaults suit a fast connection. Use smaller chunks for a slow one, and more requests at the
/// same time for a distant server.
/// </summary>
public abstract record TransferOptions : FileSetOptions
{
    /// <summary>Sets the defaults. <see cref="FileSetOptions.MaxConcurrency"/> is 6.</summary>
    protected TransferOptions() => MaxConcurrency = 6;

    /// <summary>
    /// Gets the size of a chunk in bytes, 64 KiB to 1 GiB. The memory holds at most <see cref="FileSetOptions.MaxConcurrency"/> chunks.
    /// Default: 8 MiB.
    /// </summary>
    public int ChunkSize { get; init; } = 8 << 20;

    /// <summary>Gets the number of retries of a request after a lost connection, a timeout, or the statuses 408, 429 and 5xx, 0 to 100. The
    /// first retry follows at once, the others after 1, 2, 4 seconds and so on, at most 30 seconds. Default: 9.</summary>
    public int MaxRetries { get; init; } = 9;

    /// <summary>Gets whether an interrupted transfer is resumed. If false, it starts over. Default: true.</summary>
    public bool Resume { get; init; } = true;

    internal override void Check()
    {
        base.Check();
        ThrowIfOutside(ChunkSize, 64 << 10, 1 << 30, nameof(ChunkSize));
        ThrowIfOutside(MaxRetries, 0, 100, nameof(MaxRetries));
    }
}
