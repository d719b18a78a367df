namespace DominoDataLab.Client.Transfers;

/// <summary>The dials of a transfer. The defaults suit a fast connection; a slow one gains from smaller pieces, a distant server from more at once.</summary>
public abstract record TransferOptions
{
    /// <summary>Requests under way at once, 1 to 256. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Bytes of a piece, 64 KiB to 1 GiB. Default 8 MiB. Memory is at most <see cref="MaxConcurrency"/> such pieces.</summary>
    public int ChunkSize { get; init; } = 8 << 20;

    /// <summary>Repetitions of a request after a lost connection, a time-out, or the statuses 408, 429 and 5xx, 0 to 100. Default 9. The
    /// first follows at once, the others after 1, 2, 4 s and so on, at most 30 s apart.</summary>
    public int MaxRetries { get; init; } = 9;

    /// <summary>Whether a transfer that was broken off goes on where it stopped. Default: yes. No: it begins anew.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Only files that fit one of these patterns; none: all. <c>?</c> is one character, <c>*</c> any but a slash, <c>**</c> any
    /// at all; a pattern without a slash is one of names in whatever folder.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>No files that fit one of these patterns.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Gets reports, at most ten a second and one at the end. Default: none.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Is called for each file when nothing of it is missing any more, from several threads at once. Default: none.</summary>
    public Action<TransferredFile>? FileCompleted { get; init; }

    internal void Check()
    {
        ThrowIfOutside(MaxConcurrency, 1, 256, nameof(MaxConcurrency));
        ThrowIfOutside(ChunkSize, 64 << 10, 1 << 30, nameof(ChunkSize));
        ThrowIfOutside(MaxRetries, 0, 100, nameof(MaxRetries));
    }

    private static void ThrowIfOutside(int value, int lowest, int highest, string name)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lowest} to {highest}.");
        }
    }
}
