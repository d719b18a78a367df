using DominoDataLab.Client.Http;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>Moves single files between a folder and a project, and knows what it moved.</summary>
internal static class FileMover
{
    /// <summary>Sends a file as it was found.</summary>
    /// <returns>The file that was sent.</returns>
    /// <exception cref="LocalFileException">It is gone or changed; <see cref="LocalFileException.Sent"/> says what the project has
    /// now.</exception>
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
        return LocalTree.Find(entry.FullPath)?.Facts == entry.Facts && id is not null
            ? id
            : throw new LocalFileException(entry.Path, sent: id);
    }

    /// <summary>Fetches a file of a commit.</summary>
    /// <param name="files">The project's.</param>
    /// <param name="file">The file.</param>
    /// <param name="commitId">The commit.</param>
    /// <param name="target">The target path.</param>
    /// <param name="temporary">The path of the file until it is complete. If null, it is beside the target.</param>
    /// <param name="check">Is called just before the target is replaced.</param>
    /// <param name="progress">Receives the bytes as they arrive.</param>
    /// <param name="cancellationToken">A token to cancel the download.</param>
    public static Task<ContentId> DownloadAsync(
        ProjectFilesClient files,
        ProjectFile file,
        string commitId,
        string target,
        string? temporary,
        Action? check,
        FileProgress progress,
        CancellationToken cancellationToken
    ) =>
        files.ReadAsync(
            file.Path,
            commitId,
            async source =>
            {
                progress.Restart();
                using var reader = new HashingStream(source, file.SizeBytes, progress.Moved);
                await LocalFile.WriteAsync(reader, target, cancellationToken, file.SizeBytes, temporary, check).ConfigureAwait(false);
                return reader.Finish()!;
            },
            cancellationToken
        );

    /// <summary>true if a file on this machine has the content of one in the project; otherwise, false. The content is fetched only if
    /// sizes agree and the key does not prove it.</summary>
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
            // It may be a pipe, which nobody may ever write to.
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

/// <summary>A file on this machine is gone, can't be read, or is not any more what it was when it was found.</summary>
internal sealed class LocalFileException(string path, Exception? cause = null, ContentId? sent = null)
    : DominoException(cause is null ? $"'{path}' changed on this machine meanwhile." : $"'{path}' can't be read: {cause.Message}", cause)
{
    /// <summary>The file that was sent before the change was noticed, or null if none was complete.</summary>
    public ContentId? Sent { get; } = sent;

    public static bool Causes(Exception e) => e is IOException or UnauthorizedAccessException;
}
