using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The policy for files whose names exist in the dataset.</summary>
public enum CollisionPolicy
{
    /// <summary>The call fails and names the file; nothing is stored.</summary>
    Fail,

    /// <summary>The file in the dataset is kept, the new one is not sent.</summary>
    Skip,

    /// <summary>The new file takes its place.</summary>
    Overwrite,

    /// <summary>The new file appears beside it, with a number after its name.</summary>
    Rename,
}

/// <summary>How to upload to a dataset.</summary>
public sealed record DatasetUploadOptions : TransferOptions
{
    /// <summary>The policy for files whose names exist in the dataset. Default: <see cref="CollisionPolicy.Fail"/>.</summary>
    public CollisionPolicy Collision { get; init; }

    /// <summary>The folder in the dataset that the paths begin in. Default: empty, its root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The local folder that paths in the dataset are relative to: for what lies in it, the path from it; for anything else, the
    /// file's name, or the folder's name and the path below it. Default: the working folder. To put a folder's content where
    /// <see cref="Folder"/> says, without the folder's own name, give the folder itself.</summary>
    public string? RelativeTo { get; init; }

    /// <summary>true to keep what has arrived on the server when a call is cancelled, so that the next call can resume; otherwise, false.
    /// Default: no, it is thrown away. It is always left when the process dies or the server can't be reached any more.</summary>
    public bool KeepWhenCancelled { get; init; }
}
