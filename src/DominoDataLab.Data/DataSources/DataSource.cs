using DominoDataLab.Client;
using DominoDataLab.Data.Configuration;

namespace DominoDataLab.Data.DataSources;

/// <summary>A data source. It is immutable and thread-safe.</summary>
/// <remarks>A source of a type that this version of the library does not know is exactly of this class: its details can be read, and
/// nothing else.</remarks>
public class DataSource
{
    private readonly DataSourceConfig? _override;

    internal DataSource(DataConnection connection, DataSourceDetails details, DataSourceConfig? configuration)
    {
        (Connection, Details, _override) = (connection, details, configuration);
    }

    /// <summary>Gets the ID, 24 hexadecimal digits.</summary>
    public string Id => Details.Id;

    /// <summary>Gets the name.</summary>
    public string Name => Details.Name ?? Details.Id;

    /// <summary>Gets the type.</summary>
    public DataSourceType Type => Details.DataSourceType;

    /// <summary>Gets how the data source authenticates at its database or storage.</summary>
    public DataSourceAuthentication Authentication => Details.AuthType;

    /// <summary>Gets all that Domino says of the data source.</summary>
    public DataSourceDetails Details { get; }

    internal DataConnection Connection { get; }

    /// <summary>Returns the name and type.</summary>
    public override string ToString() => $"{Name} ({Type})";

    private protected DataSourceConfig? Override => _override;

    /// <summary>Gets what a request says in place of the data source's own settings and credentials.</summary>
    /// <exception cref="DominoException">The data source needs the user's token or AWS credentials, and none are set.</exception>
    internal async ValueTask<DataSourceOverrides> OverridesAsync(CancellationToken cancellationToken)
    {
        var credentials = await ServiceCredentials.GetAsync(Authentication, Connection, cancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in _override?.Credentials ?? DataSourceConfig.None)
        {
            credentials[name] = value;
        }

        return new DataSourceOverrides(_override?.Settings ?? DataSourceConfig.None, credentials);
    }
}
