using System.Globalization;
using DominoDataLab.Client.Files;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>A file at the other side, as it was listed.</summary>
/// <param name="Path">The path there, with <c>/</c>.</param>
/// <param name="Size">Bytes; null if unknown.</param>
/// <param name="LastModified">When it was last changed; null if unknown.</param>
internal readonly record struct RemoteFile(string Path, long? Size, DateTimeOffset? LastModified);

/// <summary>The response to a request for a part of a file.</summary>
/// <param name="Stream">The bytes, as they arrive.</param>
/// <param name="IsPart">true if they are the part that was asked for; else they are the whole file, from its beginning; otherwise,
/// false.</param>
/// <param name="Size">Bytes of the whole file; null if the other side did not say.</param>
/// <param name="Version">A word that changes when the file does; null if the other side gives none.</param>
internal sealed record RemoteContent(Stream Stream, bool IsPart, long? Size, string? Version) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}

/// <summary>The source of files.</summary>
internal interface IDownloadSource
{
    /// <summary>
    /// Opens a part of a file, of that version if one is given, or else the whole file. A length of 0 asks for the whole.
    /// </summary>
    Task<RemoteContent> OpenAsync(RemoteFile file, long offset, long length, string? version, CancellationToken cancellationToken);
}

/// <summary>
/// Fetches files, small ones whole, large ones in parts, several at once. A file gets its name when nothing of it is missing.
/// </summary>
internal sealed class Downloader(IDownloadSource source, TransferOptions options, TransferMeter meter, TimeProvider time, ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim _requests = new(options.MaxConcurrency);
    private readonly TransferRetry _retry = new(options.MaxRetries, time, logger);
    private string? _folder;

    public async Task RunAsync(IAsyncEnumerable<(RemoteFile File, string Target)> files, CancellationToken cancellationToken)
    {
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(
                files,
                atOnce,
                async (each, token) =>
                {
                    try
                    {
                        await FetchAsync(each.File, each.Target, token).ConfigureAwait(false);
                    }
                    catch (UnauthorizedAccessException e)
                    {
                        throw LocalTarget.Unwritable(each.Target, e);
                    }

                    meter.Completed(
                        new TransferredFile(each.File.Path, each.File.Size ?? new FileInfo(each.Target).Length, TransferOutcome.Transferred)
                    );
                }
            )
            .ConfigureAwait(false);
    }

    public void Dispose() => _requests.Dispose();

    private async Task FetchAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        var target = LocalTarget.Follow(path);
        if (SpecialFile.IsAt(target))
        {
            // What was written to a device or pipe cannot be taken back, so nothing is retried and nothing is resumed.
            var whole = await source.OpenAsync(file, 0, 0, null, cancellationToken).ConfigureAwait(false);
            await using (whole.ConfigureAwait(false))
            {
                meter.Moved(await LocalFile.WriteAsync(whole.Stream, target, cancellationToken, file.Size).ConfigureAwait(false));
            }

            return;
        }

        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        if (Interlocked.Exchange(ref _folder, folder) != folder)
        {
            TemporaryNames.RemoveOld(folder, time);
        }

        if (file.Size > options.ChunkSize)
        {
            await FetchInPartsAsync(file, target, file.Size.Value, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var temporary = TemporaryFile.Create(folder);
        var size = await RequestAsync(
                async () =>
                {
                    var content = await source.OpenAsync(file, 0, 0, null, cancellationToken).ConfigureAwait(false);
                    await using (content.ConfigureAwait(false))
                    {
                        RandomAccess.SetLength(temporary.Handle, 0);
                        var expected = file.Size ?? content.Size;
                        var written = await CopyAsync(content.Stream, temporary.Handle, 0, expected, cancellationToken)
                            .ConfigureAwait(false);
                        return written is { } all && (expected is null || all == expected) ? all : throw Changed(file);
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        meter.Moved(size);
        temporary.MoveTo(target, file.LastModified);
    }

    private async Task FetchInPartsAsync(RemoteFile file, string target, long size, CancellationToken cancellationToken)
    {
        using var partial = PartialFile.Open(target, file, size, options.ChunkSize, options.Resume);

        // The first reply tells whether parts can be had, and whether what an earlier call left goes with them.
        var (first, earlier) = (partial.Missing().First(), partial.BytesDone);
        if (await RequestAsync(() => FirstAsync(file, partial, first, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            meter.Resumed(earlier);
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
            await Parallel
                .ForEachAsync(
                    partial.Missing(),
                    atOnce,
                    async (number, token) => await RequestAsync(() => NextAsync(file, partial, number, token), token).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
        }

        partial.MoveTo(target, file.LastModified);
    }

    /// <returns>False: what came was the whole file, and it was written as such.</returns>
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
                await WriteAsync(file, partial, content, offset, length, cancellationToken).ConfigureAwait(false);
                partial.Done(number);
                return true;
            }

            partial.Restart();
            await WriteAsync(file, partial, content, 0, partial.Size, cancellationToken).ConfigureAwait(false);
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

            await WriteAsync(file, partial, content, offset, length, cancellationToken).ConfigureAwait(false);
            partial.Done(number);
            return true;
        }
    }

    private async Task WriteAsync(
        RemoteFile file,
        PartialFile partial,
        RemoteContent content,
        long offset,
        long length,
        CancellationToken cancellationToken
    )
    {
        if (await CopyAsync(content.Stream, partial.Handle, offset, length, cancellationToken).ConfigureAwait(false) != length)
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

    private static Task<long?> CopyAsync(Stream from, SafeFileHandle to, long offset, long? most, CancellationToken cancellationToken) =>
        BoundedCopy.RunAsync(
            from,
            (bytes, done) =>
            {
                // An asynchronous write would block a thread too, and one more: it goes through the thread pool.
                RandomAccess.Write(to, bytes.Span, offset + done);
                return ValueTask.CompletedTask;
            },
            most,
            cancellationToken
        );

    private static DominoException Changed(RemoteFile file) =>
        new(
            $"What came for '{file.Path}' is not the file that was listed, of "
                + $"{file.Size?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} bytes: it changed at the server "
                + $"meanwhile, or something on the way answered in its place. The local file is as it was; fetch it again, or from a "
                + $"snapshot."
        );
}
