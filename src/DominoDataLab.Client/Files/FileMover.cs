using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>Uploads local files to a project and compares both sides.</summary>
internal static class FileMover
{
    /// <summary>Uploads a file as it was found.</summary>
    /// <returns>The content that was sent.</returns>
    /// <exception cref="LocalFileException">The file was deleted or changed. If it changed after it was sent, the error is a
    /// <see cref="SentFileChangedException"/>.</exception>
    public static async Task<ContentId> UploadAsync(
        ProjectFilesClient files,
        LocalEntry entry,
        string path,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        HashingStream? sent = null;
        await files
            .SendAsync(
                path,
                new UploadBody(() => (sent = new HashingStream(Open(entry), entry.Size), entry.Size), RetryMode.Safe),
                progress,
                cancellationToken
            )
            .ConfigureAwait(false);
        var id = sent!.Finish();
        return LocalEntry.Find(entry.FullPath)?.Facts == entry.Facts && id is not null
            ? id
            : throw new SentFileChangedException(entry.Path, id);
    }

    /// <summary>true if a local file has the content of a file in the project; otherwise, false. The content is downloaded only if the
    /// sizes are equal and the key does not prove that the contents are.</summary>
    public static async Task<bool> IsSameAsync(
        ProjectFilesClient files,
        ContentId local,
        long size,
        ProjectFile remote,
        string commitId,
        CancellationToken cancellationToken
    )
    {
        if (size != remote.SizeBytes || local.Proves(remote.Key))
        {
            return size == remote.SizeBytes;
        }

        return await files
                .ReadAsync(remote.Path, commitId, source => ContentId.OfAsync(source, size, cancellationToken), cancellationToken)
                .ConfigureAwait(false) == local;
    }

    private static Stream Open(LocalEntry entry)
    {
        if (entry.Size == 0)
        {
            // It may be a pipe. Opening one waits for its other end.
            return Stream.Null;
        }

        var file = new LocalFileStream(entry.FullPath, entry.Path);
        if (file.Size == entry.Size)
        {
            return file;
        }

        file.Dispose();
        throw new LocalFileException(entry.Path);
    }
}

/// <summary>A local file changed while it was sent. The project has the content that was read before.</summary>
/// <param name="path">The path of the file.</param>
/// <param name="sent">The content that was sent, or null if it is not known.</param>
internal sealed class SentFileChangedException(string path, ContentId? sent) : LocalFileException(path)
{
    public ContentId? Sent { get; } = sent;
}
