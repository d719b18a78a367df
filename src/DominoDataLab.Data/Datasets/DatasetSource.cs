using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;

namespace DominoDataLab.Data.Datasets;

/// <summary>The files of a dataset, read through the data source proxy. Datasets cannot be written this way.</summary>
public sealed class DatasetSource : ObjectSource
{
    internal DatasetSource(DataConnection connection, DataSourceDetails details, DatasetConfig? configuration = null)
        : base(connection, details, configuration, Destination.Domino) { }

    /// <summary>Makes a source that reads another snapshot or a subfolder. This source stays as it is.</summary>
    /// <param name="configuration">The snapshot and subfolder to read. If null, the result reads the current snapshot.</param>
    public DatasetSource With(DatasetConfig? configuration) => new(Connection, Details, configuration);

    /// <summary>Gets the URL of a file. Requests to it must be authenticated as those to the Domino API.</summary>
    /// <param name="path">The file's path in the dataset.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DataSourceProxyException">The file does not exist, or the proxy refused the request.</exception>
    public Task<Uri> GetUrlAsync(string path, CancellationToken cancellationToken = default) =>
        SignAsync(path, forWriting: false, cancellationToken);
}
