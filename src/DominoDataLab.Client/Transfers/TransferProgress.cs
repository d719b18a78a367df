namespace DominoDataLab.Client.Transfers;

/// <summary>How far a transfer has come. Of two reports of one transfer the later one never shows less.</summary>
/// <param name="BytesDone">Bytes that have arrived, or were there already; a chunk counts when it is whole.</param>
/// <param name="BytesTotal">Bytes in all.</param>
/// <param name="FilesDone">Files of which nothing is missing, those included that were skipped.</param>
/// <param name="FilesTotal">Files in all.</param>
/// <param name="BytesTransferred">The part of <paramref name="BytesDone"/> that this call sent over the network.</param>
/// <param name="Elapsed">Time since the transfer began.</param>
public readonly record struct TransferProgress(
    long BytesDone,
    long BytesTotal,
    long FilesDone,
    long FilesTotal,
    long BytesTransferred,
    TimeSpan Elapsed
)
{
    /// <summary>Bytes a second over the network since the beginning.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesTransferred / Elapsed.TotalSeconds : 0;

    /// <summary>Gets the estimated remaining time at that rate. Null if nothing has been transferred yet.</summary>
    public TimeSpan? TimeLeft => BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, BytesTotal - BytesDone) / BytesPerSecond) : null;
}
