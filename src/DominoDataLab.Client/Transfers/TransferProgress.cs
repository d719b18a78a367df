namespace DominoDataLab.Client.Transfers;

/// <summary>The progress of a transfer. A later report never shows less than an earlier one.</summary>
/// <param name="BytesDone">The bytes that have arrived or were already there. A chunk of a dataset counts when it is complete.</param>
/// <param name="BytesTotal">The bytes of all files.</param>
/// <param name="FilesDone">The files that are complete, including those that were skipped.</param>
/// <param name="FilesTotal">The number of all files.</param>
/// <param name="BytesTransferred">The bytes that this call moved over the network.</param>
/// <param name="Elapsed">The time since the transfer started.</param>
public readonly record struct TransferProgress(
    long BytesDone,
    long BytesTotal,
    long FilesDone,
    long FilesTotal,
    long BytesTransferred,
    TimeSpan Elapsed
)
{
    /// <summary>Gets the bytes per second over the network since the transfer started.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesTransferred / Elapsed.TotalSeconds : 0;

    /// <summary>Gets the estimated remaining time at that rate. Null if no bytes have been transferred yet.</summary>
    public TimeSpan? TimeLeft => BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, BytesTotal - BytesDone) / BytesPerSecond) : null;
}
