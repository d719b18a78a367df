namespace DominoDataLab.Client.Files;

/// <summary>A file that is not the same in a folder and in a project.</summary>
/// <param name="Path">From the root, with <c>/</c>.</param>
/// <param name="Here">What happened to it in the folder.</param>
/// <param name="There">What happened to it in the project.</param>
/// <param name="LocalSizeBytes">Its size in the folder; null: it is not there.</param>
/// <param name="RemoteSizeBytes">Its size in the project; null: it is not there.</param>
public sealed record FileDifference(string Path, FileChange Here, FileChange There, long? LocalSizeBytes, long? RemoteSizeBytes)
{
    /// <summary>Whether both sides did something to it, and not the same.</summary>
    public bool IsConflict => Here != FileChange.Unchanged && There != FileChange.Unchanged;
}

/// <summary>What happened to a file on one side.</summary>
public enum FileChange
{
    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It has another content.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Deleted,
}
