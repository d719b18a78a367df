namespace DominoDataLab.Client.Files;

/// <summary>The result of a sync.</summary>
/// <param name="Uploaded">The number of files that were uploaded to the project.</param>
/// <param name="Downloaded">The number of files that were downloaded to the folder.</param>
/// <param name="Removed">The number of files that were deleted from the project.</param>
/// <param name="Deleted">The number of files that were deleted from the folder.</param>
/// <param name="BytesTransferred">The bytes of content that went over the network in both directions.</param>
/// <param name="CommitId">The ID of the latest commit after the sync, or of the one before if it could not be requested.</param>
/// <param name="Elapsed">The duration.</param>
public sealed record SyncResult(
    int Uploaded,
    int Downloaded,
    int Removed,
    int Deleted,
    long BytesTransferred,
    string CommitId,
    TimeSpan Elapsed
);

/// <summary>
/// A sync was not started because of conflicts that its options do not resolve, or because something changed after it was planned. Nothing
/// was changed.
/// </summary>
public sealed class SyncConflictException : DominoException
{
    internal SyncConflictException(SyncPlan plan, string message)
        : base(message) => Plan = plan;

    /// <summary>Gets the plan. Its actions name the conflicts.</summary>
    public SyncPlan Plan { get; }
}

/// <summary>A file that a sync could not transfer.</summary>
/// <param name="Action">The action.</param>
/// <param name="Error">The error.</param>
public sealed record SyncFailure(SyncAction Action, Exception Error);

/// <summary>Some files of a sync could not be transferred. The others were, and a new sync transfers the rest.</summary>
public sealed class SyncFailedException : DominoException
{
    private const int Named = 10;

    internal SyncFailedException(IReadOnlyList<SyncFailure> failures, SyncResult result)
        : base(Text(failures), failures[0].Error) => (Failures, Result) = (failures, result);

    /// <summary>Gets the files that failed.</summary>
    public IReadOnlyList<SyncFailure> Failures { get; }

    /// <summary>Gets the actions that were carried out.</summary>
    public SyncResult Result { get; }

    private static string Text(IReadOnlyList<SyncFailure> failures) =>
        $"Files of the sync that failed: {failures.Count}. Sync again for the rest."
        + string.Concat(
            failures
                .Take(Named)
                .Select(failure =>
                    $"\n  {SyncAction.Show(failure.Action.Path)}: "
                    + SyncAction.Show((failure.Error as DominoException)?.Summary ?? failure.Error.Message)
                )
        )
        + (failures.Count > Named ? $"\n  and {failures.Count - Named} more" : "");
}
