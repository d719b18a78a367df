using System.Runtime.CompilerServices;
using DominoDataLab.Client;
using DominoDataLab.Client.Transfers;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>A data source whose objects can be listed and read: an object store, a dataset or a volume.</summary>
/// <remarks>Each operation first asks the data source proxy for a signed URL, and then talks to the storage. The proxy is asked again for
/// up to 60 seconds while it answers 401. Requests to the storage are sent once, except for the parts of a download to a file.</remarks>
public abstract class ObjectSource : DataSource
{
    private static readonly HashSet<DataSourceType> Reported =
    [
        DataSourceType.Adls,
        DataSourceType.Gcs,
        DataSourceType.GenericS3,
        DataSourceType.S3,
    ];

    private protected ObjectSource(
        DataConnection connection,
        DataSourceDetails details,
        DataSourceConfig? configuration,
        Destination? storageCredential
    )
        : base(connection, details, configuration)
    {
        StorageCredential = storageCredential;
        Proxy = new ObjectProxy(connection);
        Storage = new ObjectStorage(connection, details.DataSourceType, storageCredential);
    }

    private protected Destination? StorageCredential { get; }

    private protected ObjectProxy Proxy { get; }

    private protected ObjectStorage Storage { get; }

    /// <summary>Lists the keys of objects.</summary>
    /// <remarks><c>POST /objectstore/list</c> at the data source proxy. The proxy sends one list of limited length; it cannot be asked
    /// for the rest. Use a longer prefix to see more.</remarks>
    /// <param name="prefix">The beginning of the keys to list. If empty, all keys are listed.</param>
    /// <param name="maxKeys">The largest number of keys to list. The default is 1000.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DataSourceProxyException">The proxy or the storage refused the request.</exception>
    public async IAsyncEnumerable<string> ListAsync(
        string prefix = "",
        int maxKeys = 1000,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var overrides = await OverridesAsync(cancellationToken).ConfigureAwait(false);
        var keys = await Proxy
            .ListAsync(Id, prefix, maxKeys, overrides, $"list objects of '{Name}'", cancellationToken)
            .ConfigureAwait(false);
        foreach (var key in keys)
        {
            yield return key;
        }
    }

    /// <summary>Gets the content of an object.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">A token to cancel the download.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error.</exception>
    public async Task<byte[]> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var stream = await OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
    }

    /// <summary>Opens an object for reading. The content arrives as it is read, so its size does not matter.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <returns>A stream that cannot seek. Dispose of it. A connection that breaks is a <see cref="DominoConnectionException"/> of the
    /// read.</returns>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error.</exception>
    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        var url = await SignAsync(key, false, cancellationToken).ConfigureAwait(false);
        var stream = await Storage.OpenAsync(url, Reading(key), cancellationToken).ConfigureAwait(false);
        return new ReportedStream(stream, Reading(key), (bytes, token) => ReportAsync(bytes, false, token));
    }

    /// <summary>Downloads an object to a file, in parallel parts if the storage can send parts.</summary>
    /// <remarks>The bytes are collected in a hidden file beside the target, which replaces the target when they are complete. If the
    /// download fails, the target is as it was before. Memory does not grow with the object.</remarks>
    /// <param name="key">The object's key.</param>
    /// <param name="localPath">The file to write. Its folder is made if it does not exist.</param>
    /// <param name="options">The options of the download. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the download.</param>
    /// <exception cref="DataSourceProxyException">The proxy refused to sign a URL.</exception>
    /// <exception cref="DominoApiException">The storage answered with an error.</exception>
    /// <exception cref="DominoException">The storage sent something else than the parts that it was asked for.</exception>
    public async Task<TransferResult> DownloadAsync(
        string key,
        string localPath,
        ObjectDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        var transfer = (options ?? new ObjectDownloadOptions()).ToTransferOptions();
        var url = await SignAsync(key, false, cancellationToken).ConfigureAwait(false);
        var download = new ObjectDownload(Storage, url, key, Reading(key), transfer, Connection.Options.TimeProvider, Connection.Logger);
        var (size, result) = await download.RunAsync(localPath, cancellationToken).ConfigureAwait(false);
        await ReportAsync(size, false, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private protected async Task<Uri> SignAsync(string key, bool forWriting, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var overrides = await OverridesAsync(cancellationToken).ConfigureAwait(false);
        var action = $"get the URL of '{key}' in '{Name}'";
        return await Proxy.GetUrlAsync(Id, key, forWriting, overrides, action, cancellationToken).ConfigureAwait(false);
    }

    private protected Task ReportAsync(long bytes, bool isWrite, CancellationToken cancellationToken) =>
        Reported.Contains(Type) ? Proxy.ReportAsync(Type.Value, bytes, isWrite, cancellationToken) : Task.CompletedTask;

    private string Reading(string key) => $"read '{key}' of '{Name}'";
}
