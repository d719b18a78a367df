using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The options of <see cref="ProjectFilesClient.UploadAllAsync"/>.</summary>
public sealed record ProjectUploadOptions : FileSetOptions
{
    /// <summary>The folder of the project in which the files go. Default: its root.</summary>
    public string Folder { get; init; } = "";
}

/// <summary>The options of <see cref="ProjectFilesClient.DownloadAllAsync"/>. Patterns are of paths from the project's root.</summary>
public sealed record ProjectDownloadOptions : FileSetOptions
{
    /// <summary>The commit. Default: the newest.</summary>
    public string? CommitId { get; init; }

    /// <summary>Only what is below this folder of the project. Default: all.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Gets the policy for a local file that exists and differs: overwrite it, keep it, or fail before anything is downloaded. A
    /// download cannot rename. Default: <see cref="CollisionPolicy.Overwrite"/>.</summary>
    public CollisionPolicy Collision { get; init; } = CollisionPolicy.Overwrite;
}
