using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The server's side of an upload: a session that takes pieces until it is ended or cancelled.</summary>
internal sealed class UploadSession(DominoHttp http, string datasetId, string key, UploadJournal? journal, DatasetUploadOptions options) : IUploadTarget
{
    internal const string StartRoute = "POST /v4/datasetrw/datasets/{datasetId}/snapshot/file/start";
    internal const string TestRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/test";
    internal const string SendRoute = "POST /v4/datasetrw/datasets/{datasetId}/snapshot/file";
    internal const string EndRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/end/{uploadKey}";
    internal const string CancelRoute = "GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/cancel/{uploadKey}";
    internal const string FindRoute = "GET /v4/datasetrw/snapshot/upload/{uploadKey}";
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(800);

    private readonly TransferRetry _retry = new(options.MaxRetries, http.Time, http.Logger);
    private UploadFile? _witness;

    /// <summary>Goes on with the session that the journal names if the server still has it, or starts one.</summary>
    public static async Task<UploadSession> OpenAsync(DominoHttp http, string datasetId, UploadJournal? journal, DatasetUploadOptions options, CancellationToken cancellationToken)
    {
        var retry = new TransferRetry(options.MaxRetries, http.Time, http.Logger);
        if (journal?.Key is { } left && await retry.RunAsync(_ => ExistsAsync(http, left, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            return new UploadSession(http, datasetId, left, journal, options);
        }

        // The server knows no policy that fails: to keep what is there comes nearest, should a file appear in the meantime.
        var policy = options.Collision == CollisionPolicy.Fail ? CollisionPolicy.Ignore : options.Collision;
        var body = DominoHttp.Json(StartRoute, [datasetId], new StartUploadBody([], policy.ToString()), DatasetsJson.Default.StartUploadBody, Repeat.ByCaller);
        var key = await retry.RunAsync(_ => http.SendJsonAsync(body, DatasetsJson.Default.String, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new DominoException($"{StartRoute}: the server gave no key for the upload to dataset {datasetId}. Nothing was sent.");
        }

        journal?.Begin(key);
        return new UploadSession(http, datasetId, key, journal, options);
    }

    public async Task<bool> HasAsync(UploadPiece piece, CancellationToken cancellationToken) =>
        journal is not null && piece.File.Content is LocalContent { Entry: var entry } && journal.Find(entry, piece.Number) is { } checksum
            && await _retry.RunAsync(_ => TestAsync(piece, checksum, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async Task SendAsync(UploadPiece piece, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
#pragma warning disable CA5351 // The protocol asks for MD5; it guards against accidents, not against enemies.
        var checksum = Convert.ToHexString(MD5.HashData(content.Span));
#pragma warning restore CA5351
        if (piece.File.Content is LocalContent { Entry: var entry })
        {
            journal?.Sending(piece, entry, checksum);
        }

        // A reply that was lost may have been that of a piece that arrived.
        await _retry.RunAsync(
            async again => (again && await TestAsync(piece, checksum, cancellationToken).ConfigureAwait(false)) || await PostAsync(piece, checksum, content, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        _witness ??= piece.File.Outcome == TransferOutcome.Transferred ? piece.File : null;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _retry.RunAsync(
            async again =>
            {
                var target = options.TargetPath.Length > 0 ? options.TargetPath : null;
                try
                {
                    await http.SendAndForgetAsync(new DominoRequest(EndRoute, [datasetId, key]) { Query = [("targetRelativePath", target)], Repeat = Repeat.ByCaller }, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (DominoApiException) when (again)
                {
                    // The end may have come about although its reply was lost: some servers then do not know the session any more.
                    if (await ArrivedAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return true;
                    }

                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        journal?.Delete();
    }

    /// <summary>Cancels the session, unless a later call can go on with it.</summary>
    public async Task AbortAsync(Exception cause)
    {
        var cancelled = cause is OperationCanceledException;
        if (journal is not null && (cancelled ? options.KeepWhenCancelled : IsPassing(cause)))
        {
            return;
        }

        // First of all: a cancel whose reply is lost may come about while a later call goes on with the session.
        journal?.Delete();
        try
        {
            using var limit = new CancellationTokenSource(cancelled ? LastWord : Timeout.InfiniteTimeSpan, http.Time);
            await http.SendAndForgetAsync(new DominoRequest(CancelRoute, [datasetId, key]) { Repeat = Repeat.Never }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DominoException or OperationCanceledException)
        {
            // What went wrong first is what the caller must hear of; the session expires by itself.
            Log.UploadNotCancelled(http.Logger, e.Message);
        }
    }

    private static bool IsPassing(Exception e) => PassingFailures.IsPassing(e) || e is DominoApiException { StatusCode: HttpStatusCode.Unauthorized };

    private static async Task<bool> ExistsAsync(DominoHttp http, string key, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAndForgetAsync(new DominoRequest(FindRoute, [key]) { Repeat = Repeat.ByCaller }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DominoApiException e) when (!PassingFailures.IsPassing(e) && e.StatusCode != HttpStatusCode.Unauthorized)
        {
            return false;
        }
    }

    private async Task<bool> TestAsync(UploadPiece piece, string checksum, CancellationToken cancellationToken)
    {
        var request = new DominoRequest(TestRoute, [datasetId])
        {
            Query =
            [
                ("key", key),
                ("resumableChunkNumber", Text(piece.Number)),
                ("resumableIdentifier", piece.File.Identifier),
                ("resumableTotalChunks", Text(piece.File.PieceCount)),
                ("checksum", checksum),
            ],
            Repeat = Repeat.ByCaller,
        };
        using var reply = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return reply.StatusCode != HttpStatusCode.NoContent;
    }

    private async Task<bool> PostAsync(UploadPiece piece, string checksum, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = piece.File.Path;
        var request = new DominoRequest(SendRoute, [datasetId])
        {
            Query =
            [
                ("key", key),
                ("resumableChunkNumber", Text(piece.Number)),
                ("resumableChunkSize", Text(piece.File.ChunkSize)),
                ("resumableCurrentChunkSize", Text(piece.Length)),
                ("resumableIdentifier", piece.File.Identifier),
                ("resumableRelativePath", path),
                ("resumableTotalChunks", Text(piece.File.PieceCount)),
                ("checksum", checksum),
            ],
            Content = () => new PieceContent(path, path[(path.LastIndexOf('/') + 1)..], content),
            CsrfHeader = true,
            Repeat = Repeat.ByCaller,
        };
        await http.SendAndForgetAsync(request, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ArrivedAsync(CancellationToken cancellationToken)
    {
        if (_witness is null)
        {
            return false;
        }

        var details = await http.GetJsonAsync(DatasetsClient.DetailsRoute, [datasetId], [], DatasetsJson.Default.DatasetDetails, cancellationToken).ConfigureAwait(false);
        try
        {
            var found = await http.GetJsonAsync(DatasetFilesClient.GetRoute, [details.ReadWriteSnapshotId], [("path", _witness.TargetPath)], DatasetsJson.Default.DatasetFileMetadata, cancellationToken).ConfigureAwait(false);
            return found.FileSize == _witness.Size;
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed record StartUploadBody(IReadOnlyList<string> FilePaths, [property: JsonPropertyName("fileCollisionSetting")] string Collision);
