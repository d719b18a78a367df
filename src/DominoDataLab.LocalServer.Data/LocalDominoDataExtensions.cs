using System.Net;
using DominoDataLab.LocalServer.Data.Flight;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Data;

/// <summary>Adds data sources to a local server.</summary>
public static class LocalDominoDataExtensions
{
    /// <summary>Lets the server that is started with these options serve data sources.</summary>
    /// <param name="options">The options of the server.</param>
    /// <param name="data">The settings of the data sources. If null, the defaults apply.</param>
    /// <returns>The options with data sources.</returns>
    /// <exception cref="ArgumentException">The data sources were added before, or a setting is out of its range.</exception>
    public static LocalDominoOptions AddDataSources(this LocalDominoOptions options, LocalDataSourcesOptions? data = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        data ??= new LocalDataSourcesOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(data.FlightPort, nameof(data));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.FlightPort, IPEndPoint.MaxPort, nameof(data));
        ArgumentOutOfRangeException.ThrowIfLessThan(data.MaxQueries, 1, nameof(data));
        ArgumentOutOfRangeException.ThrowIfLessThan(data.MaxQueriesPerUser, 1, nameof(data));
        ArgumentOutOfRangeException.ThrowIfNegative(data.MaxWaitingQueriesPerUser, nameof(data));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(data.StatementTimeout, TimeSpan.Zero, nameof(data));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(data.IdleTimeout, TimeSpan.Zero, nameof(data));
        return options.AdditionalFeatures.OfType<DataSourcesFeature>().Any()
            ? throw new ArgumentException("The data sources were added to these options before.", nameof(options))
            : options with
            {
                AdditionalFeatures = [.. options.AdditionalFeatures, new DataSourcesFeature(data)],
            };
    }

    /// <summary>Gets the address of the server's Arrow Flight listener, such as <c>grpc://127.0.0.1:7411</c>.</summary>
    /// <param name="server">A server with data sources.</param>
    /// <exception cref="InvalidOperationException">The server was started without <see cref="AddDataSources"/>.</exception>
    public static Uri GetFlightAddress(this LocalDomino server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Services.GetService<FlightListener>()?.Address
            ?? throw new InvalidOperationException("The server has no data sources. Start it with AddDataSources().");
    }
}
