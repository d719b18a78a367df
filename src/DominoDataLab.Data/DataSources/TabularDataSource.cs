using DominoDataLab.Data.Configuration;

namespace DominoDataLab.Data.DataSources;

/// <summary>A data source that can be queried.</summary>
public sealed partial class TabularDataSource : DataSource
{
    internal TabularDataSource(DataConnection connection, DataSourceDetails details, DataSourceConfig? configuration = null)
        : base(connection, details, configuration) { }

    /// <summary>Makes a data source whose queries use other settings or credentials.</summary>
    /// <remarks>This data source stays as it is, so that concurrent queries with different settings do not disturb each other. Settings are
    /// not merged with those of an earlier call.</remarks>
    /// <param name="configuration">The settings and credentials to use in place of the data source's own. If null, the result uses the
    /// data source's own.</param>
    public TabularDataSource With(DataSourceConfig? configuration) => new(Connection, Details, configuration);
}
