namespace DominoDataLab.Client.Transfers;

/// <summary>How a downloader may use its source.</summary>
/// <param name="MaxConcurrency">The largest number of requests at the same time.</param>
/// <param name="MaxRetries">The number of retries of a request after transient errors.</param>
/// <param name="PartSize">The size of a part in bytes. If null, the source has no parts: all files are downloaded whole.</param>
/// <param name="Resume">true to resume a download from the parts that an earlier call left; otherwise, false.</param>
internal readonly record struct DownloadLimits(int MaxConcurrency, int MaxRetries, int? PartSize = null, bool Resume = false)
{
    public static DownloadLimits From(TransferOptions options) =>
        new(options.MaxConcurrency, options.MaxRetries, options.ChunkSize, options.Resume);
}
