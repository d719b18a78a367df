namespace DominoDataLab.Client.Files;

/// <summary>A file that is not the same in a folder and in a project.</summary>
/// <param name="Path">From the root, with <c>/</c>.</param>
/// <param name="Here">The change in the folder.</param>
/// <param name="There">The change in the project.</param>
/// <param name="LocalSizeBytes">The size in the folder; null: it is not there.</param>
/// <param name="RemoteSizeBytes">The size in the project; null: it is not there.</param>
public sealed record FileDifference(string Path, FileChange Here, FileChange There, long? LocalSizeBytes, long? RemoteSizeBytes)
{
    /// <summary>true if both sides did something to it, and not the same; otherwise, false.</summary>
    public bool IsConflict => Here != FileChange.Unchanged && There != FileChange.Unchanged;
}

/// <summary>The change to a file on one side.</summary>
public enum FileChange
{
    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>The file was added.</summary>
    Added,

    /// <summary>The content was changed.</summary>
    Changed,

    /// <summary>The file was deleted.</summary>
    Deleted,
}
