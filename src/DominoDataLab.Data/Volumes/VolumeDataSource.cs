using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;

namespace DominoDataLab.Data.Volumes;

/// <summary>The files of a NetApp volume. Requests to its storage carry your token.</summary>
public sealed class VolumeDataSource : ObjectStoreDataSource
{
    internal VolumeDataSource(DataConnection connection, DataSourceDetails details, NetAppVolumeConfig? configuration = null)
        : base(connection, details, configuration, Destination.FileService) { }

    /// <summary>Makes a source that reads a snapshot or a subfolder. This source stays as it is.</summary>
    /// <param name="configuration">The snapshot version and subfolder to use. If null, the result uses the volume itself.</param>
    public VolumeDataSource With(NetAppVolumeConfig? configuration) => new(Connection, Details, configuration);
}
