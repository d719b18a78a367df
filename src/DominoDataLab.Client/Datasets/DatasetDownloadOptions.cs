using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The options of a download from a dataset.</summary>
public sealed record DatasetDownloadOptions : TransferOptions
{
    /// <summary>Gets the ID or tag of a snapshot. Default: null, the current files.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Gets the folder in the dataset to download. Paths and patterns are relative to it. Default: empty, the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Gets the policy for local files that exist with another size or time. Files with the same size and time are skipped. A
    /// download cannot rename. Default: <see cref="CollisionPolicy.Overwrite"/>.</summary>
    public CollisionPolicy Collision { get; init; } = CollisionPolicy.Overwrite;
}
