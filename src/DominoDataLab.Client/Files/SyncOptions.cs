using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The options of a sync. Patterns match paths from the root. A file that they exclude is not changed on either side.</summary>
public sealed record SyncOptions : FileSetOptions
{
    /// <summary>Which side is brought up to date. Default: both.</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.Both;

    /// <summary>The policy for a file that changed on both sides since the last sync. By default, nothing is changed.</summary>
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

/// <summary>Which side a sync brings up to date.</summary>
public enum SyncDirection
{
    /// <summary>The folder and the project.</summary>
    Both,

    /// <summary>The project only: what changed in it stays as it is, and is not fetched.</summary>
    Upload,

    /// <summary>The folder only: what changed in it stays as it is, and is not sent.</summary>
    Download,
}

/// <summary>The policy for a file that changed on both sides, in different ways, since the last sync.</summary>
public enum SyncConflictPolicy
{
    /// <summary>Nothing is done, not even to other files: the plan shows the conflicts, and carrying it out is refused.</summary>
    Fail,

    /// <summary>The folder's file replaces the project's, which earlier commits keep.</summary>
    KeepLocal,

    /// <summary>The project's file replaces the folder's, which is lost.</summary>
    KeepRemote,

    /// <summary>The folder's file gets another name, and both are on both sides. If one side deleted it, the other's stays.</summary>
    KeepBoth,
}
