using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using DominoDataLab.Data;
using DominoDataLab.Data.Analysis;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Queries;
using DuckDB.NET.Data;

namespace DominoDataLab.Benchmarks;

/// <summary>One way to read rows, in a process of its own: what it took in time, memory and processor.</summary>
internal sealed record ReaderProcess(
    double Seconds,
    double Rows,
    double Bytes,
    double PeakMiB,
    double ProcessorSeconds,
    double FirstRowSeconds
)
{
    public const string Query = "SELECT id, started_at, distance_km, district FROM trips";
    private const string SmallQuery = "SELECT id FROM trips WHERE id < 10";
    private const string WarmUp = Query + " WHERE id < 200000";
    private const int Samples = 50;

    /// <summary>Runs it and reads the line that it prints.</summary>
    public static async Task<ReaderProcess> RunAsync(string how, string address, string key)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["read", how, address, key]) { RedirectStandardOutput = true }
        )!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{how}' ended with {process.ExitCode}.");
        }

        var figures = text.Split('\n')
            .First(line => line.StartsWith("took ", StringComparison.Ordinal))
            .Split(' ')
            .Skip(1)
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))
            .ToArray();
        return new(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]);
    }

    public static async Task<int> ReadAsync(string how, string address, string key)
    {
        var firstRow = TimeSpan.Zero;
        Func<string, Task<(long Rows, long Bytes)>> once;
        switch (how)
        {
            case "stream":
                once = async _ => (0, await BareStream.ReadAsync(address));
                break;
            case "duckdb":
                once = sql => DuckDbAsync(address, sql);
                break;
            default:
                var addresses = address.Split('+');
                var client = new DominoDataClient(
                    new()
                    {
                        Host = addresses[0],
                        FlightHost = addresses[1],
                        ApiKey = key,
                    }
                );
                var source = await client.DataSources.GetTabularAsync("trips");
                once = sql =>
                    how switch
                    {
                        "rows" => RowsAsync(source, sql),
                        "frame" => FrameAsync(source, sql),
                        "parquet" => ParquetAsync(source, sql),
                        _ => BatchesAsync(source, sql),
                    };
                await once(WarmUp);
                firstRow = await FirstRowAsync(source);
                break;
        }

        await once(WarmUp);
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var (rows, bytes) = await once(Query);
        var seconds = clock.Elapsed.TotalSeconds;
        var processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"took {seconds} {rows} {bytes} {PeakResidentMiB(Environment.ProcessId)} {processor} {firstRow.TotalSeconds}"
            )
        );
        return 0;
    }

    public static double PeakResidentMiB(int process) =>
        OperatingSystem.IsLinux()
            ? double.Parse(
                File.ReadLines($"/proc/{process}/status")
                    .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            ) / 1024
            : Process.GetProcessById(process).PeakWorkingSet64 / 1048576.0;

    private static async Task<(long Rows, long Bytes)> BatchesAsync(TabularDataSource source, string sql)
    {
        await using var result = await source.QueryAsync(sql);
        long rows = 0,
            bytes = 0;
        await foreach (var batch in result.ReadBatchesAsync())
        {
            using (batch)
            {
                rows += batch.Length;
                bytes += Size(batch);
            }
        }

        return (rows, bytes);
    }

    private static async Task<(long Rows, long Bytes)> RowsAsync(TabularDataSource source, string sql)
    {
        await using var result = await source.QueryAsync(sql);
        var rows = 0L;
        await foreach (
            var trip in result.ReadAsync(row => new Trip(row.Get<long>("id"), row.Get<double>("distance_km"), row.Get<string>("district")))
        )
        {
            rows += trip.District.Length > 0 ? 1 : 0;
        }

        return (rows, 0);
    }

    private static async Task<(long Rows, long Bytes)> FrameAsync(TabularDataSource source, string sql)
    {
        await using var result = await source.QueryAsync(sql);
        var frame = await result.ToDataFrameAsync();
        return (frame.Rows.Count, 0);
    }

    private static async Task<(long Rows, long Bytes)> ParquetAsync(TabularDataSource source, string sql)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var result = await source.QueryAsync(sql);
            await result.WriteParquetAsync(file);
            using var reader = new ParquetSharp.ParquetFileReader(file);
            return (reader.FileMetaData.NumRows, new FileInfo(file).Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The rows as Arrow batches in this process, without a server.</summary>
    private static async Task<(long Rows, long Bytes)> DuckDbAsync(string file, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={file};ACCESS_MODE=READ_ONLY");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        long rows = 0,
            bytes = 0;
        await foreach (var batch in command.ExecuteArrowBatchesAsync(CancellationToken.None))
        {
            using (batch)
            {
                rows += batch.Length;
                bytes += Size(batch);
            }
        }

        return (rows, bytes);
    }

    /// <summary>The median time from the call to the first rows of a small query.</summary>
    private static async Task<TimeSpan> FirstRowAsync(TabularDataSource source)
    {
        var times = new List<TimeSpan>();
        for (var sample = 0; sample < Samples; sample++)
        {
            var clock = Stopwatch.StartNew();
            await using var result = await source.QueryAsync(SmallQuery);
            await foreach (var batch in result.ReadBatchesAsync())
            {
                times.Add(clock.Elapsed);
                batch.Dispose();
            }
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static long Size(RecordBatch batch) => batch.Arrays.Sum(array => array.Data.Buffers.Sum(buffer => (long)buffer.Length));

    private sealed record Trip(long Id, double DistanceKm, string District);
}
