using System.Globalization;
using DominoDataLab.Client.LocalFiles;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// Downloads files of every area: large ones in parts if the source has parts, the others whole, several at once. A local file is replaced
/// when all bytes of the new one have arrived.
/// </summary>
/// <param name="source">The source of the files.</param>
/// <param name="limits">How the source may be used.</param>
/// <param name="meter">Counts what is done.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives a message for each retry.</param>
/// <param name="incoming">The folder for files that are not complete. If null, they are beside their targets.</param>
internal sealed class Downloader(
    IDownloadSource source,
    DownloadLimits limits,
    TransferMeter meter,
    TimeProvider time,
    ILogger logger,
    string? incoming = null
) : IDisposable
{
    private readonly SemaphoreSlim _requests = new(limits.MaxConcurrency);
    private readonly TransferRetry _retry = new(limits.MaxRetries, time, logger);
    private string? _folder;

    /// <summary>Downloads files as they are found.</summary>
    public async Task RunAsync(IAsyncEnumerable<(RemoteFile File, string Target)> files, CancellationToken cancellationToken) =>
        await Parallel
            .ForEachAsync(
                files,
                Parallelism(cancellationToken),
                async (each, token) => await RunAsync(each.File, each.Target, null, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);

    /// <summary>Downloads one file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The local path. Symbolic links are followed. A device or pipe receives the bytes as they arrive.</param>
    /// <param name="beforeReplace">Is called with the path of the complete temporary file before it replaces the local file.</param>
    /// <param name="cancellationToken">A token to cancel the download.</param>
    /// <exception cref="UnauthorizedAccessException">The local file may not be written. It is named.</exception>
    /// <exception cref="IOException">A folder is in the place of the file, or the file cannot be written.</exception>
    /// <exception cref="DominoException">The source sent more or fewer bytes than it listed, or another version of the file.</exception>
    public async Task RunAsync(RemoteFile file, string path, Action<string>? beforeReplace, CancellationToken cancellationToken)
    {
        var target = LocalTarget.Follow(path);
        try
        {
            if (SpecialFile.IsAt(target))
            {
                await CopyAsync(file, target, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WriteAsync(file, target, beforeReplace, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw LocalTarget.Unwritable(target, e);
        }

        meter.Completed(new(file.Path, file.Size ?? new FileInfo(target).Length, TransferOutcome.Transferred));
    }

    public void Dispose() => _requests.Dispose();

    // What was written to a device or pipe cannot be taken back, so only the request is retried, and nothing is resumed.
    private async Task CopyAsync(RemoteFile file, string target, CancellationToken cancellationToken)
    {
        var content = await RequestAsync(() => source.OpenAsync(file, 0, 0, null, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var special = SpecialFile.Open(target);
            await using (special.ConfigureAwait(false))
            {
                var written = await BoundedCopy
                    .RunAsync(
                        content.Stream,
                        (bytes, _) =>
                        {
                            meter.Moved(bytes.Length);
                            return special.WriteAsync(bytes, cancellationToken);
                        },
                        file.Size,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (written is null || (file.Size is { } size && written != size))
                {
                    throw OtherSize(file, file.Size, written, "What arrived, up to that size, was written.");
                }
            }
        }
    }

    private async Task WriteAsync(RemoteFile file, string target, Action<string>? beforeReplace, CancellationToken cancellationToken)
    {
        LocalTarget.RefuseFolder(target);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(incoming ?? folder);
        if (Interlocked.Exchange(ref _folder, folder) != folder && Directory.Exists(folder))
        {
            TemporaryNames.RemoveOld(folder, time);
        }

        if (limits.PartSize is { } partSize && file.Size is { } size && size > partSize)
        {
            using var partial = PartialFile.Open(target, size, file.LastModified, partSize, limits.Resume);
            await FetchInPartsAsync(file, partial, cancellationToken).ConfigureAwait(false);
            partial.MoveTo(target, file.LastModified);
            return;
        }

        using var temporary = TemporaryFile.Create(incoming ?? folder);
        var progress = new FileProgress(meter);
        await RequestAsync(() => FetchWholeAsync(file, temporary, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        temporary.MoveTo(target, file.LastModified, beforeReplace);
    }

    private async Task<bool> FetchWholeAsync(
        RemoteFile file,
        TemporaryFile temporary,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        var content = await source.OpenAsync(file, 0, 0, null, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            progress.Restart();
            RandomAccess.SetLength(temporary.Handle, 0);
            var expected = file.Size ?? content.Size;
            var written = await BoundedCopy
                .RunAsync(
                    content.Stream,
                    (bytes, done) =>
                    {
                        progress.Moved(bytes.Length);
                        return Write(temporary.Handle, bytes, done);
                    },
                    expected,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return written is not null && (expected is null || written == expected)
                ? true
                : throw OtherSize(file, expected, written, "The local file was not changed. Download it again.");
        }
    }

    private async Task FetchInPartsAsync(RemoteFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        // The first response tells whether the source sends parts, and whether those of an earlier call belong to the same version.
        var (first, earlier) = (partial.Missing().First(), partial.BytesDone);
        if (await RequestAsync(() => FirstAsync(file, partial, first, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            meter.Resumed(earlier);
            await Parallel
                .ForEachAsync(
                    partial.Missing(),
                    Parallelism(cancellationToken),
                    async (number, token) => await RequestAsync(() => NextAsync(file, partial, number, token), token).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
        }
    }

    /// <returns>true if the part arrived; false if the whole file arrived and was written.</returns>
    private async Task<bool> FirstAsync(RemoteFile file, PartialFile partial, long number, CancellationToken cancellationToken)
    {
        var (offset, length) = partial.Range(number);
        var content = await source.OpenAsync(file, offset, length, partial.Version, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            if (content.Size is { } now && now != partial.Size)
            {
                throw Changed(file);
            }

            if (content.IsPart)
            {
                partial.Begin(content.Version);
                await WritePartAsync(file, partial, content, offset, length, cancellationToken).ConfigureAwait(false);
                partial.Done(number);
                return true;
            }

            partial.Restart();
            await WritePartAsync(file, partial, content, 0, partial.Size, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async Task<bool> NextAsync(RemoteFile file, PartialFile partial, long number, CancellationToken cancellationToken)
    {
        var (offset, length) = partial.Range(number);
        var content = await source.OpenAsync(file, offset, length, partial.Version, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            if (!content.IsPart || content.Version != partial.Version)
            {
                throw Changed(file);
            }

            await WritePartAsync(file, partial, content, offset, length, cancellationToken).ConfigureAwait(false);
            partial.Done(number);
            return true;
        }
    }

    private async Task WritePartAsync(
        RemoteFile file,
        PartialFile partial,
        RemoteContent content,
        long offset,
        long length,
        CancellationToken cancellationToken
    )
    {
        var written = await BoundedCopy
            .RunAsync(content.Stream, (bytes, done) => Write(partial.Handle, bytes, offset + done), length, cancellationToken)
            .ConfigureAwait(false);
        if (written != length)
        {
            throw Changed(file);
        }

        meter.Moved(length);
    }

    private async Task<T> RequestAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _retry.RunAsync(_ => request(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _requests.Release();
        }
    }

    private static ValueTask Write(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset)
    {
        // An asynchronous write would block a thread too, and one more: it goes through the thread pool.
        RandomAccess.Write(file, bytes.Span, offset);
        return ValueTask.CompletedTask;
    }

    private ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = limits.MaxConcurrency, CancellationToken = cancellationToken };

    private static DominoException OtherSize(RemoteFile file, long? expected, long? written, string left) =>
        new(
            $"The server lists '{file.Path}' with {expected} bytes, but "
                + $"{written?.ToString(CultureInfo.InvariantCulture) ?? "more"} bytes arrived. {left}"
        );

    private static DominoException Changed(RemoteFile file) =>
        new(
            $"The server lists '{file.Path}' with {file.Size} bytes, but another file arrived. It changed during the download, or another "
                + "server answered. The local file was not changed. Download it again, or download it from a snapshot."
        );
}
