namespace DominoDataLab.Client.Transfers;

/// <summary>The outcome of one file of a transfer.</summary>
/// <param name="Path">The path on the server, with <c>/</c>.</param>
/// <param name="SizeBytes">The size in bytes.</param>
/// <param name="Outcome">The outcome.</param>
public readonly record struct TransferredFile(string Path, long SizeBytes, TransferOutcome Outcome);

/// <summary>The outcome of a file.</summary>
public enum TransferOutcome
{
    /// <summary>The file was transferred.</summary>
    Transferred,

    /// <summary>The target already had a file of that name, which was kept.</summary>
    Skipped,

    /// <summary>The target already had a file of that name. This one was stored beside it under a name with a number.</summary>
    Renamed,
}
