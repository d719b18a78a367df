using System.IO.Compression;
using System.Text.RegularExpressions;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Http;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>Reads and writes the content of objects at their signed URLs, which no error shows.</summary>
/// <param name="connection">The client's connection.</param>
/// <param name="type">The type of the data source, which decides the headers and the verification of certificates.</param>
/// <param name="credential">The credential to send; null for none, because signed URLs need none.</param>
internal sealed partial class ObjectStorage(DataConnection connection, DataSourceType type, Destination? credential)
{
    private readonly DominoDataClientOptions _options = connection.Options;

    /// <summary>Opens an object. A compressed answer is decompressed.</summary>
    public async Task<Stream> OpenAsync(Uri url, string action, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, url, action);
        var reply = await connection.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await RequireSuccessAsync(request, reply, cancellationToken).ConfigureAwait(false);
            return await ContentAsync(request, reply, null, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    public async Task PutAsync(Uri url, Func<HttpContent> content, string action, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Put, url, action) with { Content = content };
        using var reply = await connection.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(request, reply, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a part of an object and returns the answer, whatever its status.</summary>
    public async Task<(DataRequest Request, HttpResponseMessage Reply)> OpenPartAsync(
        Uri url,
        long first,
        long last,
        string action,
        CancellationToken cancellationToken
    )
    {
        var request = Request(HttpMethod.Get, url, action) with
        {
            Headers = [("Accept-Encoding", "identity")],
            Range = new(first, last),
            FollowsRedirects = true,
            Timeout = new(_options.TransferTimeout, nameof(_options.TransferTimeout)),
        };
        return (request, await connection.OpenAsync(request, cancellationToken).ConfigureAwait(false));
    }

    public async Task<Stream> ContentAsync(
        DataRequest request,
        HttpResponseMessage reply,
        long? expected,
        CancellationToken cancellationToken
    )
    {
        var stream = await ReplyStream
            .OpenAsync(reply, $"Could not {request.Action}", connection.Limits(request), cancellationToken, expected)
            .ConfigureAwait(false);
        return Encoding(reply) switch
        {
            null => stream,
            "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            var other => throw new DominoException(
                $"Could not {request.Action}: the storage sent it with content encoding '{other}', which is not supported."
            ),
        };
    }

    public async Task<DominoApiException> ErrorAsync(DataRequest request, HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        using var limit = connection.Limits(request).Start(cancellationToken);
        var body = await ErrorReader.BodyAsync(reply, limit, cancellationToken).ConfigureAwait(false);

        // Storage puts parts of the signature into some error pages, so only what is known to be harmless is shown.
        var code = Code().Match(body);
        var said = code.Success
            ? code.Groups[1].Value
            : ErrorReader.Parse(body, reply.Content.Headers.ContentType?.MediaType, ServerText.SecretsOf(reply)).Message;
        var answered = $"{HostAddress.Show(request.Address)} answered {(int)reply.StatusCode} {reply.ReasonPhrase}".TrimEnd();
        return new DataReply(request, reply, limit, cancellationToken).Error(said is null ? answered : $"{answered}: {said}", said);
    }

    /// <summary>Makes the error for content that does not have the encoding that was announced.</summary>
    public static DominoException NotEncoded(string action, InvalidDataException cause) =>
        new(
            $"Could not {action}: its content is not compressed in the way that the storage announced. Correct the object's content "
                + $"encoding.",
            cause
        );

    /// <summary>Gets the content encoding, or null if the content is sent as it is.</summary>
    public static string? Encoding(HttpResponseMessage reply) =>
        reply.Content.Headers.ContentEncoding.LastOrDefault() is { } encoding
        && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? encoding.ToLowerInvariant()
            : null;

    private async Task RequireSuccessAsync(DataRequest request, HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        if (!reply.IsSuccessStatusCode)
        {
            throw await ErrorAsync(request, reply, cancellationToken).ConfigureAwait(false);
        }
    }

    private DataRequest Request(HttpMethod method, Uri url, string action) =>
        new(method, url, action)
        {
            Destination = credential,
            Headers = type == DataSourceType.Adls || type == DataSourceType.AzureBlob ? [("X-Ms-Blob-Type", "BlockBlob")] : [],
            Channel =
                type == DataSourceType.GenericS3 && !_options.VerifyGenericS3Certificate
                    ? HttpChannel.UnverifiedStorage
                    : HttpChannel.Storage,
            Timeout = new(_options.StorageTimeout, nameof(_options.StorageTimeout)),
        };

    [GeneratedRegex("<Code>([A-Za-z0-9_.-]{1,100})</Code>", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
