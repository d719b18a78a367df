using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>The base of query tests: clients that read no environment variables.</summary>
public abstract class QueryTest
{
    /// <summary>The longest that a test may wait for something that should happen at once.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static DominoDataClient Client(ScriptedFlightServer server, Action<DominoDataClientOptions>? configure = null)
    {
        var options = new DominoDataClientOptions(_ => null)
        {
            Host = server.Http,
            FlightHost = server.Location,
            ApiKey = "key-1",
            Random = new FixedRandom(0),
        };
        configure?.Invoke(options);
        return new DominoDataClient(options);
    }

    protected static async Task<QueryResult> QueryAsync(DominoDataClient client, string statement = "SELECT 1")
    {
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);
        return await source.QueryAsync(statement, Stop);
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>Reads the first column of the table of numbers.</summary>
    protected static Task<List<long>> NumbersAsync(QueryResult result) => ToListAsync(result.ReadAsync(row => row.Get<long>(0), Stop));
}
