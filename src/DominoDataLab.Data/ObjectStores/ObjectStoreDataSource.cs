using DominoDataLab.Client;
using DominoDataLab.Client.Http;
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

    /// <summary>Writes an object.</summary>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        PutAsync(key, () => new ReadOnlyMemoryContent(content), content.Length, cancellationToken);

    /// <summary>Uploads a file.</summary>
    /// <param name="localPath">The file to read.</param>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public async Task UploadAsync(string localPath, string key, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(localPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await UploadAsync(file, key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Uploads a stream from its current position. The stream stays open.</summary>
    /// <remarks>A stream that cannot seek is sent in chunks because its length is unknown. S3 refuses such uploads; write the content to a
    /// file first.</remarks>
    /// <param name="content">The stream to read.</param>
    /// <param name="key">The object's key. An object with this key is replaced.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The object may already have been written.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error. Nothing was stored.</exception>
    public Task UploadAsync(Stream content, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        long? length = content.CanSeek ? content.Length - content.Position : null;
        return PutAsync(key, () => new StreamContent(new LeaveOpenStream(content), 128 << 10), length, cancellationToken);
    }

    private async Task PutAsync(string key, Func<HttpContent> content, long? length, CancellationToken cancellationToken)
    {
        var url = await SignAsync(key, true, cancellationToken).ConfigureAwait(false);
        await Storage.PutAsync(url, content, $"write '{key}' of '{Name}'", cancellationToken).ConfigureAwait(false);
        if (length is { } bytes)
        {
            await ReportAsync(bytes, true, cancellationToken).ConfigureAwait(false);
        }
    }
}
