using DominoDataLab.Data.Overrides;

namespace DominoDataLab.Data.DataSources;

/// <summary>A data source that holds objects.</summary>
public partial class ObjectStoreDataSource : DataSource
{
    internal ObjectStoreDataSource(DataConnection connection, DataSourceDetails details, DataSourceConfig? configuration = null)
        : base(connection, details, configuration) { }
}
