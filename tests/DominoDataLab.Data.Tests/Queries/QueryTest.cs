using Apache.Arrow;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Queries.Flight;
using DominoDataLab.Data.Tests.Queries.Server;
using Grpc.Core;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>What tests of queries share.</summary>
public abstract class QueryTest
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static FlightClient Client(ScriptedFlightServer server) => Client(server.Location);

    internal static FlightClient Client(string location) =>
        new(new FlightSettings { Location = location, Metadata = _ => ValueTask.FromResult(new Metadata { { "x-domino-api-key", "key-1" } }) });

    internal static QueryTicket Ticket(string statement = "SELECT 1") => new() { DataSourceId = "id", Statement = statement };

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
