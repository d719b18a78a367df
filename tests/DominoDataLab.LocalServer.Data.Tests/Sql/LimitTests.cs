using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Tests.Flight;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

public sealed class LimitTests(DataFixture fixture)
{
    private const string Endless =
        "SELECT count(*) AS n FROM range(1000000000) AS a, range(1000000000) AS b WHERE hash(a.range, b.range) = 1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly DataServer _data = fixture.Data;

    [Theory]
    [InlineData("rows", 1000, "more than 1000 rows")]
    [InlineData("bytes", 9000, "more than 9000 bytes")]
    public async Task A_result_above_the_limit_of_its_source_is_ResourceExhausted(string limit, int value, string reason)
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder, new JsonObject { ["limits"] = new JsonObject { [limit] = value } });
        Assert.Equal(1000, (await _data.QueryAsync(source, "SELECT range AS n FROM range(1000)")).Rows);
        var refusal = await _data.RefusalAsync(source, "SELECT range AS n FROM range(100000)");
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Contains(reason, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_longer_than_its_source_allows_is_DeadlineExceeded()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder, new JsonObject { ["limits"] = new JsonObject { ["timeoutSeconds"] = 1 } });
        var refusal = await _data.RefusalAsync(source, Endless).WaitAsync(Patience, DataFixture.Ct);
        Assert.Equal(StatusCode.DeadlineExceeded, refusal.StatusCode);
        Assert.Contains("took longer than 1 s", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_many_queries_does_not_keep_another_from_theirs()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(
                new LocalDataSourcesOptions
                {
                    MaxQueries = 3,
                    MaxQueriesPerUser = 2,
                    MaxWaitingQueriesPerUser = 3,
                }
            ),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        using var folder = new TestFolder();
        var source = await data.CreateAsync(folder, new JsonObject { ["shared"] = true });
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(DataFixture.Ct);
        var greedy = new List<Task<Exception>>();
        await Eventually.HoldsAsync(
            async () =>
            {
                // Queries that run or wait stay, so the limit is reached in the end.
                var call = data.Flight.Start(FlightClient.Ticket(source, Endless), data.Key(), gone.Token);
                var end = Assert.ThrowsAnyAsync<Exception>(() => call.ResponseStream.MoveNext(gone.Token));
                greedy.Add(end);
                return await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(200), DataFixture.Ct)) == end
                    && await end is RpcException { StatusCode: StatusCode.ResourceExhausted };
            },
            "the waiting queries to fill their places"
        );
        var table = await data.QueryAsync(source, "SELECT 1 AS one", "collaborator").WaitAsync(Patience, DataFixture.Ct);
        Assert.Equal(1, table.Rows);
        await gone.CancelAsync();
        await Task.WhenAll(greedy);
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_its_query()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(
                new LocalDataSourcesOptions
                {
                    MaxQueries = 1,
                    MaxQueriesPerUser = 1,
                    IdleTimeout = TimeSpan.FromMilliseconds(500),
                }
            ),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        using var folder = new TestFolder();
        var source = await data.CreateAsync(folder);
        using var call = data.Flight.Start(
            FlightClient.Ticket(source, "SELECT range AS n FROM range(100000000000)"),
            data.Key(),
            DataFixture.Ct
        );
        Assert.True(await call.ResponseStream.MoveNext(DataFixture.Ct));

        // Nothing more is read, and the next query gets the only place.
        var table = await data.QueryAsync(source, "SELECT 1 AS one").WaitAsync(Patience, DataFixture.Ct);
        Assert.Equal(1, table.Rows);
    }
}
