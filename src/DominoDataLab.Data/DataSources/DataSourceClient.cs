using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Http;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Volumes;

namespace DominoDataLab.Data.DataSources;

/// <summary>Looks up data sources.</summary>
public sealed class DataSourceClient
{
    private const string LookUpRoute = "GET /v4/datasource/name/{name}";

    private readonly DataConnection _connection;

    internal DataSourceClient(DataConnection connection) => _connection = connection;

    /// <summary>Gets a data source by name: a <see cref="TabularDataSource"/> or an <see cref="ObjectStoreDataSource"/>, or a plain
    /// <see cref="DataSource"/> if its type is not known to this version of the library.</summary>
    /// <remarks><c>GET /v4/datasource/name/{name}</c>. It is not retried.</remarks>
    /// <param name="name">The name of the data source.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">The data source does not exist, or you may not use it. The message has the server's
    /// explanation.</exception>
    [Endpoint(LookUpRoute)]
    public async Task<DataSource> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        Log.GetDataSource(_connection.Logger, name);
        var details = await LookUpAsync(_connection, name, $"get data source '{name}'", cancellationToken).ConfigureAwait(false);
        return details.DataSourceType.IsTabular ? new TabularDataSource(_connection, details)
            : details.DataSourceType == DataSourceType.NetAppVolume ? new VolumeDataSource(_connection, details)
            : details.DataSourceType.IsObjectStore ? new ObjectStoreDataSource(_connection, details)
            : new DataSource(_connection, details, null);
    }

    /// <summary>Gets a data source to query.</summary>
    /// <param name="name">The name of the data source.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">The data source does not exist, or you may not use it.</exception>
    /// <exception cref="DominoException">The data source cannot be queried.</exception>
    public async Task<TabularDataSource> GetTabularAsync(string name, CancellationToken cancellationToken = default)
    {
        var source = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return source as TabularDataSource
            ?? throw new DominoException($"Could not use '{name}' for queries: its type is {source.Type}, which holds objects.")
            {
                MemberAdvice = "Use GetObjectStoreAsync.",
            };
    }

    /// <summary>Gets an object store.</summary>
    /// <param name="name">The name of the data source.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">The data source does not exist, or you may not use it.</exception>
    /// <exception cref="DominoException">The data source holds no objects.</exception>
    public async Task<ObjectStoreDataSource> GetObjectStoreAsync(string name, CancellationToken cancellationToken = default)
    {
        var source = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return source as ObjectStoreDataSource
            ?? throw new DominoException($"Could not use '{name}' as an object store: its type is {source.Type}, which takes queries.")
            {
                MemberAdvice = "Use GetTabularAsync.",
            };
    }

    internal static async Task<DataSourceDetails> LookUpAsync(
        DataConnection connection,
        string name,
        string action,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var run = string.IsNullOrWhiteSpace(connection.Options.RunId) ? "" : "?runId=" + Uri.EscapeDataString(connection.Options.RunId);
        var path = $"/v4/datasource/name/{Uri.EscapeDataString(name)}{run}";
        var address = ServiceAddress.Join(connection.Options.Host, path, "Domino API", "DOMINO_API_HOST");
        var request = new DataRequest(HttpMethod.Get, address, action)
        {
            Destination = Destination.Domino,
            Headers = [("Accept", "application/json")],
            Timeout = new(connection.Options.DominoTimeout, nameof(connection.Options.DominoTimeout)),
        };
        return await connection
            .SendAsync(
                request,
                async reply =>
                    reply.Status == HttpStatusCode.OK
                        ? await reply.ReadJsonAsync(DataJson.Default.DataSourceDetails).ConfigureAwait(false)
                            ?? throw reply.Error("the server answered null", null)
                        : throw await reply.ErrorAsync().ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
