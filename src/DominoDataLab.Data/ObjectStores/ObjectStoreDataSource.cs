using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>A data source that holds objects, which can be read and written.</summary>
public class ObjectStoreDataSource : ObjectSource
{
    internal ObjectStoreDataSource(
        DataConnection connection,
        DataSourceDetails details,
        DataSourceConfig? configuration = null,
        Destination? storageCredential = null
    )
        : base(connection, details, configuration, storageCredential) { }

    /// <summary>Makes a data source whose requests use other settings or credentials.</summary>
    /// <remarks>This data source stays as it is, so that concurrent operations with different settings do not disturb each other. Settings
    /// are not merged with those of an earlier call.</remarks>
    /// <param name="configuration">The settings and credentials to use in place of the data source's own. If null, the result uses the
    /// data source's own.</param>
    public ObjectStoreDataSource With(DataSourceConfig? configuration) => new(Connection, Details, configuration, StorageCredential);

    /// <summary>Makes a data source that sends your token to the storage, too.</summary>
    /// <remarks>Use it for storage behind an authenticated file service. Signed URLs of buckets need no token, and S3 refuses one. The API
    /// key is never sent; without a token, the request is sent without authentication.</remarks>
    public ObjectStoreDataSource WithStorageAuthentication() => new(Connection, Details, Override, Destination.FileService);

    /// <summary>Gets the signed URL of an object. Anybody who has it can use it until it expires.</summary>
    /// <remarks><c>POST /objectstore/key</c> at the data source proxy. Not every storage checks that the object exists. Use the URL as it
    /// is: a URL that is normalized has a wrong signature.</remarks>
    /// <param name="key">The object's key.</param>
    /// <param name="forWriting">true for a URL to write to; false for a URL to read from.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused the request.</exception>
    public Task<Uri> GetUrlAsync(string key, bool forWriting = false, CancellationToken cancellationToken = default) =>
        SignAsync(key, forWriting, cancellationToken);

    /// <summary>Uploads bytes as an object.</summary>
    /// <param name="content">The content.</param>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public Task<TransferResult> UploadAsync(ReadOnlyMemory<byte> content, string key, CancellationToken cancellationToken = default) =>
        SendAsync(_ => new ReadOnlyMemoryContent(content), content.Length, key, cancellationToken);

    /// <summary>Uploads a file as an object.</summary>
    /// <param name="localPath">The file to read.</param>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="FileNotFoundException">The local file was not found. Nothing was sent.</exception>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public async Task<TransferResult> UploadAsync(string localPath, string key, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(localPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            return await UploadAsync(file, key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Uploads a stream as an object, from its current position. The stream stays open.</summary>
    /// <remarks>A stream that cannot seek is sent in chunks because its length is unknown. S3 refuses such uploads; write the content to a
    /// file first.</remarks>
    /// <param name="content">The stream to read.</param>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public Task<TransferResult> UploadAsync(Stream content, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        long? length = content.CanSeek ? content.Length - content.Position : null;
        return SendAsync(
            moved =>
            {
                var body = new StreamContent(new CountedStream(new LeaveOpenStream(content), moved), 128 << 10);
                body.Headers.ContentLength = length;
                return body;
            },
            length,
            key,
            cancellationToken
        );
    }

    private async Task<TransferResult> SendAsync(
        Func<Action<long>, HttpContent> content,
        long? length,
        string key,
        CancellationToken cancellationToken
    )
    {
        var time = Connection.Options.TimeProvider;
        var (started, sent) = (time.GetTimestamp(), 0L);
        var url = await SignAsync(key, true, cancellationToken).ConfigureAwait(false);
        await Storage
            .PutAsync(url, () => content(count => sent += count), $"write '{key}' of '{Name}'", cancellationToken)
            .ConfigureAwait(false);
        if (length is { } bytes)
        {
            await ReportAsync(bytes, true, cancellationToken).ConfigureAwait(false);
        }

        return new TransferResult(1, 0, 0, length ?? sent, 0, time.GetElapsedTime(started));
    }
}
