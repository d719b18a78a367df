using System.Runtime.CompilerServices;
using DominoDataLab.Client;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;

namespace DominoDataLab.Data.Datasets;

/// <summary>Reads datasets through the data source proxy.</summary>
public sealed class DatasetClient
{
    private readonly DataConnection _connection;
    private readonly ObjectProxy _proxy;

    internal DatasetClient(DataConnection connection) => (_connection, _proxy) = (connection, new ObjectProxy(connection));

    /// <summary>Gets a dataset by its unique name. The name of an object store is accepted, too.</summary>
    /// <remarks><c>GET /v4/datasource/name/{name}</c>. It is not retried.</remarks>
    /// <param name="name">The unique name of the dataset.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">The dataset does not exist, or you may not use it.</exception>
    /// <exception cref="DominoException">The name is that of a database.</exception>
    public async Task<DatasetSource> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        Log.GetDataset(_connection.Logger, name);
        var details = await DataSourceClient
            .LookUpAsync(_connection, name, $"get dataset '{name}'", cancellationToken)
            .ConfigureAwait(false);
        return details.DataSourceType.IsObjectStore
            ? new DatasetSource(_connection, details)
            : throw new DominoException(
                $"Could not use '{name}' as a dataset: its type is {details.DataSourceType}. It is not an object store."
            )
            {
                MemberAdvice = "To query it, use DataSources.GetTabularAsync.",
            };
    }

    /// <summary>Lists files of a dataset without looking the dataset up first.</summary>
    /// <remarks><c>POST /objectstore/list</c> at the data source proxy, with the unique name in place of an ID.</remarks>
    /// <param name="name">The unique name of the dataset.</param>
    /// <param name="prefix">The beginning of the paths to list. If empty, all files are listed.</param>
    /// <param name="maxFiles">The largest number of files to list. The default is 1000.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DataSourceProxyException">The dataset does not exist, or the proxy refused the request.</exception>
    public async IAsyncEnumerable<string> ListFilesAsync(
        string name,
        string prefix = "",
        int maxFiles = 1000,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Log.ListFiles(_connection.Logger, name, prefix, maxFiles);
        var action = $"list files of dataset '{name}'";
        var files = await _proxy
            .ListAsync(name, prefix, maxFiles, ObjectProxy.NoOverrides, action, cancellationToken)
            .ConfigureAwait(false);
        foreach (var file in files)
        {
            yield return file;
        }
    }

    /// <summary>Gets the URL of a file without looking the dataset up first.</summary>
    /// <remarks><c>POST /objectstore/key</c> at the data source proxy, with the unique name in place of an ID.</remarks>
    /// <param name="name">The unique name of the dataset.</param>
    /// <param name="path">The file's path in the dataset.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DataSourceProxyException">The dataset or file does not exist, or the proxy refused the request.</exception>
    public Task<Uri> GetFileUrlAsync(string name, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Log.GetFileUrl(_connection.Logger, name, path);
        var action = $"get the URL of '{path}' in dataset '{name}'";
        return _proxy.GetUrlAsync(name, path, false, ObjectProxy.NoOverrides, action, cancellationToken);
    }
}
