using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>How to download from a dataset.</summary>
public sealed record DatasetDownloadOptions : TransferOptions
{
    /// <summary>A snapshot's id or tag. Default: null, the dataset's present files.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The folder in the dataset that is fetched; paths, those of patterns too, begin in it. Default: empty, the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The policy for files that already exist. Default: <see cref="CollisionPolicy.Overwrite"/>, unless its size and time say
    /// that it is the same. <see cref="CollisionPolicy.Rename"/> is not possible here.</summary>
    public CollisionPolicy Collision { get; init; } = CollisionPolicy.Overwrite;
}
