using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The policy for files whose names already exist at the target.</summary>
public enum CollisionPolicy
{
    /// <summary>The upload fails and names the file. Nothing is stored.</summary>
    Fail,

    /// <summary>The existing file is kept. The new one is not sent.</summary>
    Skip,

    /// <summary>The new file replaces the existing one.</summary>
    Overwrite,

    /// <summary>The new file is stored beside the existing one, with a number in its name.</summary>
    Rename,
}

/// <summary>The options of an upload to a dataset.</summary>
public sealed record DatasetUploadOptions : TransferOptions
{
    /// <summary>Gets the policy for files whose names exist in the dataset. Default: <see cref="CollisionPolicy.Fail"/>.</summary>
    public CollisionPolicy Collision { get; init; }

    /// <summary>Gets the folder in the dataset that paths are relative to. Default: empty, the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Gets the local folder that paths in the dataset are relative to. A file outside of it keeps only its name, and a folder
    /// outside of it keeps its name and the paths below it. To upload the contents of a folder without its name, set the folder itself.
    /// Default: null, the working folder.</summary>
    public string? RelativeTo { get; init; }

    /// <summary>Gets whether the chunks that have arrived are kept on the server after a cancellation, so that the next call can resume.
    /// They are always kept if the process is killed or the server is no longer reachable. Default: false.</summary>
    public bool KeepWhenCancelled { get; init; }
}
