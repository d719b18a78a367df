using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>Configures the download of an object to a file.</summary>
public sealed record ObjectDownloadOptions
{
    /// <summary>Gets the largest number of parts that are downloaded at the same time, 1 to 256. The default is 10.</summary>
    public int MaxConcurrency { get; init; } = 10;

    /// <summary>Gets the size of a part in bytes, at least 1. The default is 16 MiB. A last part of one byte is joined to the part before
    /// it.</summary>
    public int PartSize { get; init; } = 16 << 20;

    /// <summary>Gets how often a part is requested again after a lost connection, a timeout, or the statuses 408, 429 and 5xx, 0 to 100.
    /// The default is 3. The first retry follows at once, the others after 1, 2, 4 seconds and so on.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Gets whether the parts of a failed download stay in hidden files beside the target, so that a later call with the same
    /// options downloads only the missing parts. The default is false: nothing stays.</summary>
    public bool Resume { get; init; }

    /// <summary>Receives reports, at most ten a second and one at the end. The default is null.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    internal TransferOptions ToTransferOptions()
    {
        Check(MaxConcurrency, 1, 256, nameof(MaxConcurrency));
        Check(PartSize, 1, 1 << 30, nameof(PartSize));
        Check(MaxRetries, 0, 100, nameof(MaxRetries));
        return new DownloadTransfer
        {
            MaxConcurrency = MaxConcurrency,
            ChunkSize = PartSize,
            MaxRetries = MaxRetries,
            Resume = Resume,
            Progress = Progress,
        };
    }

    private static void Check(int value, int lowest, int highest, string name)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lowest} to {highest}.");
        }
    }

    private sealed record DownloadTransfer : TransferOptions;
}
