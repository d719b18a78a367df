using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;
using DominoDataLab.Data.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>Downloads one object to a file, in parts if the storage can send parts.</summary>
internal sealed class ObjectDownload(
    ObjectStorage storage,
    Uri url,
    string key,
    string action,
    TransferOptions options,
    TimeProvider time,
    ILogger logger
) : IDownloadSource
{
    private long? _size;

    /// <returns>The bytes of the object, and what was transferred.</returns>
    public async Task<(long Size, TransferResult Result)> RunAsync(string target, CancellationToken cancellationToken)
    {
        target = Path.GetFullPath(target);
        LocalTarget.RefuseFolder(target);
        _size = await new TransferRetry(options.MaxRetries, time, logger)
            .RunAsync(_ => FindSizeAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var meter = new TransferMeter(options, time);
        meter.Expect(_size ?? 0);
        using var downloader = new Downloader(this, DownloadLimits.From(options), meter, time, logger);
        try
        {
            var file = (new RemoteFile(key, _size, null), target);
            await downloader.RunAsync(new[] { file }.ToAsyncEnumerable(), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw ObjectStorage.NotEncoded(action, e);
        }
        finally
        {
            // After a success there is nothing to remove.
            if (!options.Resume)
            {
                TemporaryNames.Remove(TemporaryNames.Part(target));
                TemporaryNames.Remove(TemporaryNames.PartList(target));
            }
        }

        return (new FileInfo(target).Length, meter.Finish());
    }

    public async Task<RemoteContent> OpenAsync(
        RemoteFile file,
        long offset,
        long length,
        string? version,
        CancellationToken cancellationToken
    )
    {
        if (_size is not { } size)
        {
            return await OpenWholeAsync(cancellationToken).ConfigureAwait(false);
        }

        if (size == 0)
        {
            return new RemoteContent(Stream.Null, false, 0, null);
        }

        length = length == 0 ? size : length;
        var (request, reply) = await storage
            .OpenPartAsync(url, offset, offset + length - 1, action, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await RequirePartAsync(request, reply, offset, length, cancellationToken).ConfigureAwait(false);
            if (version is not null && ReplyVersion.Of(reply) != version)
            {
                // What an earlier call left is of another version, so it is replaced by the whole object.
                reply.Dispose();
                return await OpenWholeAsync(cancellationToken).ConfigureAwait(false);
            }

            var stream = await storage.ContentAsync(request, reply, length, cancellationToken).ConfigureAwait(false);
            return new RemoteContent(stream, true, size, ReplyVersion.Of(reply));
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    private async Task<RemoteContent> OpenWholeAsync(CancellationToken cancellationToken) =>
        new(await storage.OpenAsync(url, action, cancellationToken).ConfigureAwait(false), false, null, null);

    /// <returns>The size, or null if the object can only be had whole.</returns>
    private async Task<long?> FindSizeAsync(CancellationToken cancellationToken)
    {
        var (request, reply) = await storage.OpenPartAsync(url, 0, 0, action, cancellationToken).ConfigureAwait(false);
        using (reply)
        {
            var total = reply.Content.Headers.ContentRange?.Length;
            return reply.StatusCode switch
            {
                HttpStatusCode.PartialContent => ObjectStorage.Encoding(reply) is null ? total : null,
                HttpStatusCode.OK => null,
                HttpStatusCode.RequestedRangeNotSatisfiable when total is null or 0 => total,
                _ => throw await storage.ErrorAsync(request, reply, cancellationToken).ConfigureAwait(false),
            };
        }
    }

    private async Task RequirePartAsync(
        DataRequest request,
        HttpResponseMessage reply,
        long offset,
        long length,
        CancellationToken cancellationToken
    )
    {
        var range = reply.Content.Headers.ContentRange;
        if ((int)reply.StatusCode >= 300)
        {
            throw await storage.ErrorAsync(request, reply, cancellationToken).ConfigureAwait(false);
        }

        if (
            reply.StatusCode != HttpStatusCode.PartialContent
            || range?.From != offset
            || range.To != offset + length - 1
            || (range.Length is { } total && total != _size)
            || ObjectStorage.Encoding(reply) is not null
        )
        {
            throw new DominoException(
                $"Could not {action}: the storage answered {(int)reply.StatusCode} with something else than bytes {offset} to "
                    + $"{offset + length - 1} "
                    + "of the object. Download it again."
            )
            {
                MemberAdvice = "If it fails again, read it with OpenReadAsync.",
            };
        }
    }
}
