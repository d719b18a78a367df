using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The options of a sync. Patterns match paths from the root. A file that they exclude is not changed on either side.</summary>
public sealed record SyncOptions : FileSetOptions
{
    /// <summary>Gets the side to update. Default: both.</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.Both;

    /// <summary>Gets the policy for a file that changed on both sides since the last sync. By default, nothing is changed.</summary>
    public SyncConflictPolicy Conflicts { get; init; } = SyncConflictPolicy.Fail;

    /// <summary>
    /// true if what was deleted on one side since the last sync is deleted on the other; otherwise, false. Default: false.
    /// </summary>
    public bool Delete { get; init; }

    internal override void Check()
    {
        base.Check();
        if (Conflicts == SyncConflictPolicy.KeepBoth && Direction != SyncDirection.Both)
        {
            throw new ArgumentException(
                $"{nameof(SyncConflictPolicy.KeepBoth)} changes both sides, so {nameof(Direction)} must be {nameof(SyncDirection.Both)}.",
                nameof(Conflicts)
            );
        }
    }
}

/// <summary>The side that a sync updates.</summary>
public enum SyncDirection
{
    /// <summary>The folder and the project are updated.</summary>
    Both,

    /// <summary>Only the project is updated. Its changes are kept and not downloaded.</summary>
    Upload,

    /// <summary>Only the folder is updated. Its changes are kept and not uploaded.</summary>
    Download,
}

/// <summary>The policy for a file that changed on both sides, in different ways, since the last sync.</summary>
public enum SyncConflictPolicy
{
    /// <summary>Nothing is changed. The plan shows the conflicts and cannot be carried out.</summary>
    Fail,

    /// <summary>The file of the folder replaces the one of the project. Earlier commits keep the replaced file.</summary>
    KeepLocal,

    /// <summary>The file of the project replaces the one of the folder, which is lost.</summary>
    KeepRemote,

    /// <summary>The file of the folder is renamed, and both sides get both files. If one side deleted the file, it is restored.</summary>
    KeepBoth,
}
