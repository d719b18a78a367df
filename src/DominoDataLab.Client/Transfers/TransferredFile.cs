namespace DominoDataLab.Client.Transfers;

/// <summary>The outcome of one file of a transfer.</summary>
/// <param name="Path">The path at the other side, or, for a download, at the source; with <c>/</c>.</param>
/// <param name="SizeBytes">The size.</param>
/// <param name="Outcome">The outcome: sent, or skipped and why.</param>
public readonly record struct TransferredFile(string Path, long SizeBytes, TransferOutcome Outcome);

/// <summary>The outcome of a file.</summary>
public enum TransferOutcome
{
    /// <summary>The file was transferred.</summary>
    Transferred,

    /// <summary>A file of that name was there and is kept.</summary>
    Skipped,

    /// <summary>A file of that name was there; this one appears beside it under a name with a number.</summary>
    Renamed,
}
