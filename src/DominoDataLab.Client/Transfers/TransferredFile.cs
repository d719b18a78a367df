namespace DominoDataLab.Client.Transfers;

/// <summary>What became of one file of a transfer.</summary>
/// <param name="Path">Its path at the other side, or, for a download, at the source; with <c>/</c>.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Outcome">Whether it was sent.</param>
public readonly record struct TransferredFile(string Path, long SizeBytes, TransferOutcome Outcome);

/// <summary>What became of a file.</summary>
public enum TransferOutcome
{
    /// <summary>It was sent or fetched.</summary>
    Transferred,

    /// <summary>A file of that name was there and is kept.</summary>
    Skipped,

    /// <summary>A file of that name was there; this one appears beside it under a name with a number.</summary>
    Renamed,
}
