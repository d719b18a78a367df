using DominoDataLab.LocalServer.Data.Flight;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>Starts queries: finds the source, checks access and limits, and waits for a place.</summary>
internal sealed class SqlQueries(
    SourceAccess access,
    SourceStore sources,
    SourceEngines engines,
    QuerySlots slots,
    LocalDataSourcesOptions options,
    TimeProvider time
)
{
    /// <exception cref="DomainException">The source can't be used, or too many queries wait.</exception>
    public async Task<QueryRun> StartAsync(FlightTicket ticket, UserRow caller, CancellationToken cancellationToken)
    {
        var source = access.ById(ticket.SourceId, caller);
        var engine = Engine(source);
        var limits = QueryLimits.Read(source.Settings, options.StatementTimeout);
        var place = await slots.TakeAsync(caller.Id, cancellationToken);
        try
        {
            var statement = new SqlStatement(
                source,
                ticket.Sql,
                Overlay.Of(source.Config, ticket.Config),
                Overlay.Of(sources.Secrets(source.Id), ticket.Credentials),
                HasOverrides: ticket.Config.Count + ticket.Credentials.Count > 0
            );
            return new QueryRun(engine.Create(statement), limits, place, time, cancellationToken);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private ISqlEngine Engine(DataSourceRow source) =>
        SourceTypes.ObjectStores.Contains(source.Type)
            ? throw DomainException.Invalid($"The data source '{source.Name}' is an object store. It can't be queried.")
            : engines.Of<ISqlEngine>(source)
                ?? throw DomainException.Invalid(
                    $"The data source '{source.Name}' can't be queried: this server can't connect to sources of type {source.Type}. "
                        + $"Declare it with an engine: {engines.NamesOf<ISqlEngine>()}."
                );
}
