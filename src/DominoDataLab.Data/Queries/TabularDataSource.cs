using DominoDataLab.Client;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Queries.Flight;

namespace DominoDataLab.Data.DataSources;

public sealed partial class TabularDataSource
{
    /// <summary>Runs a query and returns as soon as the server has described its result. The rows are read from the result.</summary>
    /// <remarks><c>arrow.flight.protocol.FlightService/DoGet</c>. If the server rejects the credentials, the query is sent again for
    /// 60 seconds, with new tokens. Nothing else is retried. Queries do not time out.</remarks>
    /// <param name="statement">The statement in the language of the data source, sent as it is.</param>
    /// <param name="cancellationToken">A token to cancel the query until this method returns. The server stops working on it.</param>
    /// <returns>The result. Read it once, and dispose it if you do not read it to the end.</returns>
    /// <exception cref="DominoQueryException">The query failed, or the data source proxy cannot be reached.</exception>
    /// <exception cref="DominoException">The data source needs the user's token or AWS credentials, and none are set.</exception>
    public async Task<QueryResult> QueryAsync(string statement, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        Log.Execute(Connection.Logger, Id, statement);
        var overrides = await OverridesAsync(cancellationToken).ConfigureAwait(false);
        var ticket = new QueryTicket
        {
            DataSourceId = Id,
            Statement = statement,
            ConfigOverrides = overrides.Config,
            CredentialOverrides = overrides.Credentials,
        };
        return await Connection.Flight.QueryAsync(ticket, Connection.AuthenticationBackOff, cancellationToken).ConfigureAwait(false);
    }
}
