using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The options of an upload to a project, of one file or of many.</summary>
public sealed record ProjectUploadOptions : FileSetOptions
{
    /// <summary>Gets the folder in the project that target paths start in. Default: empty, the project's root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The folder with a slash at its end, or an empty string for the root.</summary>
    internal string Prefix => ProjectPath.CleanFolder(Folder).TrimEnd('/') is { Length: > 0 } folder ? folder + "/" : "";
}

/// <summary>The options of a download from a project or from the results of a job, of one file or of many. Patterns match paths from the
/// project's root.</summary>
public sealed record ProjectDownloadOptions : FileSetOptions
{
    /// <summary>Gets the ID of the commit. The results of a job have their own commit, so it must be null there. Default: null, the latest
    /// commit.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the folder in the project whose files are downloaded. They keep their paths from the project's root. It is not used
    /// for a single file. Default: empty, all folders.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Gets the policy for a local file that exists and differs: overwrite it, keep it, or fail before anything is downloaded. A
    /// download cannot rename. Default: <see cref="CollisionPolicy.Overwrite"/>.</summary>
    public CollisionPolicy Collision { get; init; } = CollisionPolicy.Overwrite;
}
