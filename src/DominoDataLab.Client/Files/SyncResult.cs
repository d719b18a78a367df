namespace DominoDataLab.Client.Files;

/// <summary>The result of a sync.</summary>
/// <param name="Uploaded">Files sent to the project.</param>
/// <param name="Downloaded">Files fetched into the folder.</param>
/// <param name="Removed">Files removed from the project.</param>
/// <param name="Deleted">Files deleted from the folder.</param>
/// <param name="BytesTransferred">Bytes of content that went over the network, both ways.</param>
/// <param name="CommitId">The project's newest commit afterwards; if it could not be asked for, the one before.</param>
/// <param name="Elapsed">How long it took.</param>
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
/// A sync was not begun: there are conflicts that its options don't decide, or something has changed since it was planned. Nothing was
/// done.
/// </summary>
public sealed class SyncConflictException : DominoException
{
    internal SyncConflictException(SyncPlan plan, string message)
        : base(message) => Plan = plan;

    /// <summary>The plan; its actions name the conflicts.</summary>
    public SyncPlan Plan { get; }
}

/// <summary>A file that a sync could not move.</summary>
/// <param name="Action">The action.</param>
/// <param name="Error">The error.</param>
public sealed record SyncFailure(SyncAction Action, Exception Error);

/// <summary>Some files of a sync could not be moved. What was done is done and remembered; a new sync does the rest.</summary>
public sealed class SyncFailedException : DominoException
{
    private const int Named = 10;

    internal SyncFailedException(IReadOnlyList<SyncFailure> failures, SyncResult result)
        : base(Text(failures), failures[0].Error) => (Failures, Result) = (failures, result);

    /// <summary>Each file that failed.</summary>
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
