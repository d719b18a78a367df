using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The target of an upload to a dataset: a session of the server that takes chunks until it is finalized or canceled.</summary>
internal sealed class UploadSession(DominoHttp http, string datasetId, UploadJournal? journal, DatasetUploadOptions options) : IUploadTarget
{
    internal const string StartRoute = "POST /v4/datasetrw/datasets/{datasetId}/snapshot/file/start";
    internal const string TestRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/test";
    internal const string SendRoute = "POST /v4/datasetrw/datasets/{datasetId}/snapshot/file";
    internal const string EndRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/end/{uploadKey}";
    internal const string CancelRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/cancel/{uploadKey}";
    internal const string FindRoute = "GET /v4/datasetrw/snapshot/upload/{uploadKey}";
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(800);

    private readonly Lock _starting = new();
    private Task<string>? _key;
    private CompletionMarker? _witness;
    private bool _mayHaveEnded;

    /// <summary>Resumes the session that the journal names if the server still has it, or starts a new one.</summary>
    public static async Task<UploadSession> OpenAsync(
        DominoHttp http,
        string datasetId,
        UploadJournal? journal,
        DatasetUploadOptions options,
        CancellationToken cancellationToken
    )
    {
        var session = new UploadSession(http, datasetId, journal, options);
        var retry = new TransferRetry(options.MaxRetries, http.Time, http.Logger);
        if (journal?.Abandoned is { } abandoned)
        {
            await session.CancelAsync(abandoned, cancellationToken).ConfigureAwait(false);
        }

        if (journal?.Key is { } left)
        {
            if (
                journal.IsEnding
                && await retry
                    .RunAsync(_ => session.HasEndedAsync(left, journal.Witness, cancellationToken), cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                // Only files that were added since need a new session.
                journal.Arrive();
                return session;
            }

            if (
                !journal.IsCancelled
                && await retry.RunAsync(_ => ExistsAsync(http, left, cancellationToken), cancellationToken).ConfigureAwait(false)
            )
            {
                session._key = Task.FromResult(left);
                return session;
            }
        }

        await retry.RunAsync(_ => session.KeyAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return session;
    }

    public async Task<bool> HasAsync(UploadChunk chunk, CancellationToken cancellationToken)
    {
        if (
            journal is null
            || chunk.File.Content is not LocalContent { Entry: var entry }
            || journal.Find(entry, chunk.Number) is not { } checksum
        )
        {
            return false;
        }

        var key = await KeyAsync(cancellationToken).ConfigureAwait(false);
        var has = await TestAsync(key, chunk, checksum, cancellationToken).ConfigureAwait(false);
        RecordCompletionMarker(has ? chunk.File : null);
        return has;
    }

    public async Task SendAsync(UploadChunk chunk, ReadOnlyMemory<byte> content, bool isRetry, CancellationToken cancellationToken)
    {
#pragma warning disable CA5351 // The protocol requires MD5, which only detects accidental changes.
        var checksum = Convert.ToHexString(MD5.HashData(content.Span));
#pragma warning restore CA5351
        var key = await KeyAsync(cancellationToken).ConfigureAwait(false);
        if (chunk.File.Content is LocalContent { Entry: var entry })
        {
            journal?.Sending(chunk, entry, checksum);
        }

        // The chunk may have arrived although the response was lost.
        if (!isRetry || !await TestAsync(key, chunk, checksum, cancellationToken).ConfigureAwait(false))
        {
            await PostAsync(key, chunk, checksum, content, cancellationToken).ConfigureAwait(false);
        }

        RecordCompletionMarker(chunk.File);
    }

    public async Task CommitAsync(bool isRetry, CancellationToken cancellationToken)
    {
        // Without a session, all files came with an earlier call.
        if (_key is not null)
        {
            var key = await _key.ConfigureAwait(false);
            if (!isRetry)
            {
                journal?.Ending(_witness);
                _mayHaveEnded = true;
            }

            await EndAsync(key, isRetry, cancellationToken).ConfigureAwait(false);
        }

        journal?.Delete();
    }

    /// <summary>Cancels the session, unless a later call can resume it.</summary>
    public async Task AbortAsync(Exception cause, CancellationToken cancellationToken)
    {
        var cancelled = cause is OperationCanceledException;
        if (
            _key is not { IsCompletedSuccessfully: true }
            || (journal is not null && (cancelled ? options.KeepWhenCancelled : IsTransient(cause)))
        )
        {
            return;
        }

        // Recorded first: a cancel request whose reply is lost may take effect while a later call resumes the session.
        if (_mayHaveEnded)
        {
            journal?.Cancelling();
        }
        else
        {
            journal?.Delete();
        }

        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, http.Time);
        var cancel = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).CancelAfter(LastWord), limit);
        await using var registration = cancel.ConfigureAwait(false);
        try
        {
            await CancelAsync(await _key.ConfigureAwait(false), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            Log.UploadNotCancelled(http.Logger, e.Message);
        }
    }

    private static bool IsTransient(Exception e) =>
        TransientErrors.IsTransient(e) || e is DominoApiException { StatusCode: HttpStatusCode.Unauthorized };

    private static async Task<bool> ExistsAsync(DominoHttp http, string key, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAndForgetAsync(new DominoRequest(FindRoute, [key]) { RetryMode = RetryMode.ByCaller }, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (DominoApiException e) when (!TransientErrors.IsTransient(e) && e.StatusCode != HttpStatusCode.Unauthorized)
        {
            return false;
        }
    }

    private Task<string> KeyAsync(CancellationToken cancellationToken)
    {
        lock (_starting)
        {
            // A task that failed is not kept, so that a retry starts a session.
            return _key = _key is null or { IsFaulted: true } or { IsCanceled: true } ? StartAsync(cancellationToken) : _key;
        }
    }

    private async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        // The server has no policy that fails. Keeping the existing file is the closest one if a file appears in the meantime.
        var policy = options.Collision switch
        {
            CollisionPolicy.Overwrite => "Overwrite",
            CollisionPolicy.Rename => "Rename",
            _ => "Ignore",
        };
        var body = DominoHttp.Json(
            StartRoute,
            [datasetId],
            new StartUploadBody([], policy),
            DatasetsJson.Default.StartUploadBody,
            RetryMode.ByCaller
        );
        var key = await http.SendJsonAsync(body, DatasetsJson.Default.String, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new DominoException($"{StartRoute}: the server gave no key for the upload to dataset {datasetId}. Nothing was sent.");
        }

        journal?.Begin(key);
        return key;
    }

    private async Task EndAsync(string key, bool isRetry, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAndForgetAsync(EndRequest(key), cancellationToken).ConfigureAwait(false);
        }
        catch (DominoApiException e)
        {
            // The upload may have been finalized although the response was lost. Some servers then do not know the session.
            if (!isRetry || !await ArrivedAsync(_witness, cancellationToken).ConfigureAwait(false))
            {
                _mayHaveEnded = isRetry || TransientErrors.IsTransient(e);
                throw;
            }
        }
    }

    /// <summary>
    /// Finalizes a session that an earlier call may have finalized. true if the session is finalized now; otherwise, false.
    /// </summary>
    private async Task<bool> HasEndedAsync(string key, CompletionMarker? witness, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAndForgetAsync(EndRequest(key), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DominoApiException e) when (!IsTransient(e))
        {
            return await ArrivedAsync(witness, cancellationToken).ConfigureAwait(false);
        }
    }

    private DominoRequest EndRequest(string key) =>
        new(EndRoute, [datasetId, key])
        {
            Query = [("targetRelativePath", options.Folder.Length > 0 ? options.Folder : null)],
            RetryMode = RetryMode.ByCaller,
        };

    private async Task CancelAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAndForgetAsync(
                    new DominoRequest(CancelRoute, [datasetId, key]) { RetryMode = RetryMode.Never },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (DominoException e)
        {
            // The session expires. The caller continues, or throws its own error.
            Log.UploadNotCancelled(http.Logger, e.Message);
        }
    }

    // If files may be overwritten, a file of this name and size proves nothing.
    private void RecordCompletionMarker(UploadFile? file) =>
        _witness ??=
            file is { Outcome: TransferOutcome.Transferred } && options.Collision != CollisionPolicy.Overwrite
                ? new(file.TargetPath, file.Size)
                : null;

    private async Task<bool> TestAsync(string key, UploadChunk chunk, string checksum, CancellationToken cancellationToken)
    {
        var request = new DominoRequest(TestRoute, [datasetId])
        {
            Query =
            [
                ("key", key),
                ("resumableChunkNumber", Text(chunk.Number)),
                ("resumableIdentifier", chunk.File.Identifier),
                ("resumableTotalChunks", Text(chunk.File.ChunkCount)),
                ("checksum", checksum),
            ],
            RetryMode = RetryMode.ByCaller,
        };
        using var reply = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return reply.StatusCode != HttpStatusCode.NoContent;
    }

    private async Task PostAsync(
        string key,
        UploadChunk chunk,
        string checksum,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        var path = chunk.File.Path;
        var request = new DominoRequest(SendRoute, [datasetId])
        {
            Query =
            [
                ("key", key),
                ("resumableChunkNumber", Text(chunk.Number)),
                ("resumableChunkSize", Text(chunk.File.ChunkSize)),
                ("resumableCurrentChunkSize", Text(chunk.Length)),
                ("resumableIdentifier", chunk.File.Identifier),
                ("resumableRelativePath", path),
                ("resumableTotalChunks", Text(chunk.File.ChunkCount)),
                ("checksum", checksum),
            ],
            Content = () => new ChunkContent(path, path[(path.LastIndexOf('/') + 1)..], content),
            CsrfHeader = true,
            RetryMode = RetryMode.ByCaller,
        };
        await http.SendAndForgetAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ArrivedAsync(CompletionMarker? witness, CancellationToken cancellationToken)
    {
        if (witness is null)
        {
            return false;
        }

        var details = await http.GetJsonAsync(
                DatasetsClient.DetailsRoute,
                [datasetId],
                [],
                DatasetsJson.Default.DatasetDetails,
                cancellationToken
            )
            .ConfigureAwait(false);
        try
        {
            var found = await http.GetJsonAsync(
                    DatasetFilesClient.GetRoute,
                    [details.ReadWriteSnapshotId],
                    [("path", witness.Path)],
                    DatasetsJson.Default.DatasetFileMetadata,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return found.FileSize == witness.Size;
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed record StartUploadBody(
    IReadOnlyList<string> FilePaths,
    [property: JsonPropertyName("fileCollisionSetting")] string Collision
);
