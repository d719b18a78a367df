using System.Collections.Concurrent;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The files of a commit as the source of a download. The API has no parts of files.</summary>
internal sealed class CommitContent(ProjectFilesClient files, string commitId) : IDownloadSource
{
    public async Task<RemoteContent> OpenAsync(
        RemoteFile file,
        long offset,
        long length,
        string? version,
        CancellationToken cancellationToken
    ) => new(await files.OpenAsync(file.Path, commitId, cancellationToken).ConfigureAwait(false), false, null, null);
}

/// <summary>Computes the IDs of the contents of a source while they are downloaded.</summary>
internal sealed class IdentifiedContent(IDownloadSource source) : IDownloadSource
{
    private readonly ConcurrentDictionary<string, HashingStream> _read = new(StringComparer.Ordinal);

    /// <summary>Gets the ID of a file that was downloaded.</summary>
    public ContentId IdOf(string path) => _read[path].Finish()!;

    public async Task<RemoteContent> OpenAsync(
        RemoteFile file,
        long offset,
        long length,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var content = await source.OpenAsync(file, offset, length, version, cancellationToken).ConfigureAwait(false);
        return content with { Stream = _read[file.Path] = new HashingStream(content.Stream, file.Size!.Value) };
    }
}
