namespace DominoDataLab.Client.Files;

/// <summary>A file that differs between a folder and a project.</summary>
/// <param name="Path">The path from the root, with <c>/</c>.</param>
/// <param name="Here">The change in the folder.</param>
/// <param name="There">The change in the project.</param>
/// <param name="LocalSizeBytes">The size in the folder in bytes, or null if the folder does not have the file.</param>
/// <param name="RemoteSizeBytes">The size in the project in bytes, or null if the project does not have the file.</param>
public sealed record FileDifference(string Path, FileChange Here, FileChange There, long? LocalSizeBytes, long? RemoteSizeBytes)
{
    /// <summary>true if both sides changed the file in different ways; otherwise, false.</summary>
    public bool IsConflict => Here != FileChange.Unchanged && There != FileChange.Unchanged;
}

/// <summary>The change to a file on one side.</summary>
public enum FileChange
{
    /// <summary>The file was not changed.</summary>
    Unchanged,

    /// <summary>The file was added.</summary>
    Added,

    /// <summary>The content was changed.</summary>
    Changed,

    /// <summary>The file was deleted.</summary>
    Deleted,
}
