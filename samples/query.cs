#:project ../src/DominoDataLab.Data
#:project ../src/DominoDataLab.LocalServer.Data

// Queries a data source: a table on the screen, and a Parquet file.
using DominoDataLab.Data;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

// Without a deployment, a Domino with a data source of taxi trips starts inside this program.
var isLocal = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"));
var local = new LocalDominoOptions().AddDataSources(new() { EnableDemonstrationSource = true });
await using var server = isLocal ? await LocalDomino.StartAsync(local) : null;
var options = new DominoDataClientOptions();
if (server is not null)
{
    (options.Host, options.FlightHost, options.ApiKey) = (
        server.Address.AbsoluteUri,
        server.GetFlightAddress().OriginalString,
        server.ApiKey
    );
}

using var client = new DominoDataClient(options);
var source = await client.DataSources.GetTabularAsync("demo");

await using var districts = await source.QueryAsync(
    "SELECT district, count(*) AS trips, avg(distance_km) AS km FROM trips GROUP BY district"
);
await foreach (
    var (district, trips, km) in districts.ReadAsync(row => (row.Get<string>("district"), row.Get<long>("trips"), row.Get<double>("km")))
)
{
    Console.WriteLine($"{district, -12} {trips, 10} trips {km, 6:F2} km");
}

await using var longest = await source.QueryAsync("SELECT * FROM trips WHERE distance_km > 26");
await longest.WriteParquetAsync("longest-trips.parquet");
Console.WriteLine($"longest-trips.parquet: {new FileInfo("longest-trips.parquet").Length} bytes");
File.Delete("longest-trips.parquet");
