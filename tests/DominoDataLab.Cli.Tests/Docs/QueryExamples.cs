using System.Text;
using Apache.Arrow;
using DominoDataLab.Data;
using DominoDataLab.Data.Analysis;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Queries;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of queries on the page about data.</summary>
public sealed class QueryExamples : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalDomino _server = null!;
    private DominoDataClient _client = null!;
    private TabularDataSource _source = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions().AddDataSources(), Ct);
        using var http = new HttpClient { BaseAddress = _server.Address };
        http.DefaultRequestHeaders.Add("X-Domino-Api-Key", _server.ApiKey);
        using var content = new StringContent("""{"name": "trips", "engine": "demo", "rows": 1000}""", Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri("/local/datasources", UriKind.Relative), content, Ct);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Ct));
        _client = new DominoDataClient(
            new DominoDataClientOptions
            {
                Host = _server.Address.AbsoluteUri,
                FlightHost = _server.GetFlightAddress().OriginalString,
                ApiKey = _server.ApiKey,
                Token = null,
                TokenFile = null,
                TokenService = null,
            }
        );
        _source = await _client.DataSources.GetTabularAsync("trips", Ct);
    }

    [Fact]
    public async Task Rows_of_your_own_type()
    {
        var source = _source;
        var trips = new List<Trip>();

        // docs: query rows
        await using var result = await source.QueryAsync("SELECT id, started_at, distance_km, district FROM trips LIMIT 10");
        await foreach (
            var trip in result.ReadAsync(row => new Trip(
                row.Get<long>("id"),
                row.Get<DateTime>("started_at"),
                row.Get<double?>("distance_km"),
                row.GetOrDefault<string>("district")
            ))
        )
        {
            trips.Add(trip);
        }
        // end

        Assert.Equal(10, trips.Count);
        Assert.All(trips, trip => Assert.NotNull(trip.District));
    }

    [Fact]
    public async Task Batches()
    {
        var source = _source;

        // docs: query batches
        await using var result = await source.QueryAsync("SELECT distance_km FROM trips");
        var total = 0.0;
        await foreach (var batch in result.ReadBatchesAsync())
        {
            using (batch)
            {
                foreach (var distance in ((DoubleArray)batch.Column("distance_km")).Values)
                {
                    total += distance;
                }
            }
        }
        // end

        Assert.InRange(total, 1_000, 100_000);
    }

    [Fact]
    public async Task Reader()
    {
        var source = _source;
        var count = 0;

        // docs: query reader
        await using var result = await source.QueryAsync("SELECT id, district FROM trips");
        await using var reader = result.OpenReader();
        while (await reader.ReadAsync())
        {
            var (id, district) = (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1));
            count += id >= 0 && district is not null ? 1 : 0;
        }
        // end

        Assert.Equal(1000, count);
    }

    [Fact]
    public async Task Files()
    {
        var source = _source;
        var folder = _folder.Path;

        // docs: query files
        await using var first = await source.QueryAsync("SELECT * FROM trips");
        await first.WriteParquetAsync(Path.Combine(folder, "trips.parquet"));

        await using var second = await source.QueryAsync("SELECT * FROM trips");
        await second.WriteCsvAsync(Path.Combine(folder, "trips.csv"));

        await using var third = await source.QueryAsync("SELECT * FROM trips");
        await third.WriteArrowAsync(Path.Combine(folder, "trips.arrow"));
        // end

        Assert.Equal(["trips.arrow", "trips.csv", "trips.parquet"], Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(1001, File.ReadLines(Path.Combine(folder, "trips.csv")).Count());
    }

    [Fact]
    public async Task Frame()
    {
        var source = _source;

        // docs: query frame
        await using var result = await source.QueryAsync("SELECT district, distance_km FROM trips");
        var frame = await result.ToDataFrameAsync();
        var byDistrict = frame.GroupBy("district").Mean("distance_km");
        // end

        Assert.Equal(1000, frame.Rows.Count);
        Assert.Equal(5, byDistrict.Rows.Count);
    }

    [Fact]
    public async Task Overrides()
    {
        var source = _source;

        // docs: query overrides
        var mine = source.With(new PostgreSQLConfig { Database = "sales", Username = "ada", Password = "the-password" });
        // end

        Assert.Equal(source.Id, mine.Id);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Errors()
    {
        var source = _source;
        var output = new StringWriter();

        // docs: query errors
        try
        {
            await using var result = await source.QueryAsync("SELECT nonsense FROM trips");
            await result.WriteCsvAsync("trips.csv");
        }
        catch (DominoQueryException error)
        {
            await output.WriteLineAsync($"{error.StatusCode}: {error.ServerMessage}");
        }
        // end

        Assert.StartsWith("InvalidArgument: ", output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists("trips.csv"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    // docs: query record
    private sealed record Trip(long Id, DateTime StartedAt, double? DistanceKm, string? District);
    // end
}
