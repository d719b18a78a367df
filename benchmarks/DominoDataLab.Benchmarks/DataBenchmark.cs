using System.Globalization;

namespace DominoDataLab.Benchmarks;

/// <summary>The rows of a query through the local server, beside as many bytes of a bare gRPC stream and beside DuckDB alone.</summary>
internal static class DataBenchmark
{
    private const double LeastRatio = 0.70;
    private const double MostClientMiB = 150;
    private const int Rounds = 3;

    public static async Task<int> RunAsync(int rows, long objectBytes)
    {
        var folder = Directory.CreateTempSubdirectory("domino-benchmark-").FullName;
        try
        {
            ObjectBenchmark.Write(folder, objectBytes);
            var trips = string.Create(CultureInfo.InvariantCulture, $$"""{"name": "trips", "engine": "demo", "rows": {{rows}}}""");
            await File.WriteAllTextAsync(
                Path.Combine(folder, "sources.json"),
                $$"""{"sources": [{{trips}}, {{ObjectBenchmark.Source}}]}"""
            );
            return await RunAsync(folder, rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, int rows)
    {
        await using var server = await ServerProcess.StartAsync("data", folder);
        var batches = await BestAsync("batches", server.Address, server.Key);
        var records = await BestAsync("rows", server.Address, server.Key);
        var frame = await BestAsync("frame", server.Address, server.Key);
        var parquet = await BestAsync("parquet", server.Address, server.Key);
        var file = Directory.EnumerateFiles(Path.Combine(folder, "server", "demonstration"), "*.duckdb").Single();
        var alone = await BestAsync("duckdb", file, "none");
        ReaderProcess bare;
        await using (var stream = await ServerProcess.StartAsync("stream", batches.Bytes.ToString(CultureInfo.InvariantCulture)))
        {
            bare = await BestAsync("stream", stream.Address, "none");
        }

        Console.WriteLine($"{rows} rows of an int64, a timestamp, a double and a string, the best of {Rounds} runs:");
        Print("bare gRPC stream", bare, bare);
        Print("DuckDB alone", alone, bare);
        Print("query, as batches", batches, bare);
        Print("query, as records", records, bare);
        Print("query, data frame", frame, bare);
        Print("query, to Parquet", parquet, bare);
        Console.WriteLine($"  first row of a small query  {batches.FirstRowSeconds * 1000:0.0} ms (median)");
        Console.WriteLine($"  peak memory of the server   {server.PeakMiB:0} MiB");
        await ObjectBenchmark.RunAsync(server, folder);
        return Judge(batches, bare, rows);
    }

    private static async Task<ReaderProcess> BestAsync(string how, string address, string key)
    {
        var best = await ReaderProcess.RunAsync(how, address, key);
        for (var round = 1; round < Rounds; round++)
        {
            var next = await ReaderProcess.RunAsync(how, address, key);
            best = (next.Seconds < best.Seconds ? next : best) with { PeakMiB = Math.Max(next.PeakMiB, best.PeakMiB) };
        }

        return best;
    }

    private static void Print(string what, ReaderProcess process, ReaderProcess bare) =>
        Console.WriteLine(
            $"  {what, -18} {process.Seconds, 6:0.00} s  {Rate(process.Rows, process.Seconds * 1e6, "0.0"), 6} M rows/s  "
                + $"{Rate(process.Bytes, process.Seconds * 1048576, "0"), 6} MiB/s  {bare.Seconds / process.Seconds, 5:0.00} of the bare "
                + $"stream  {process.PeakMiB, 4:0} MiB  {process.ProcessorSeconds, 5:0.00} s of processor"
        );

    /// <summary>A dash for what has no rows, or whose bytes are not counted.</summary>
    private static string Rate(double amount, double per, string format) =>
        amount == 0 ? "-" : (amount / per).ToString(format, CultureInfo.InvariantCulture);

    private static int Judge(ReaderProcess batches, ReaderProcess bare, int rows)
    {
        if (batches.Rows != rows)
        {
            Console.Error.WriteLine($"{batches.Rows} of {rows} rows arrived.");
            return 1;
        }

        // A short run says nothing of the speed.
        return rows < 1_000_000 || (bare.Seconds / batches.Seconds >= LeastRatio && batches.PeakMiB < MostClientMiB) ? 0 : 1;
    }
}
