using System.Diagnostics;
using DominoDataLab.Data;
using DominoDataLab.Data.ObjectStores;

namespace DominoDataLab.Benchmarks;

/// <summary>The download of one large object from the local server to a file, beside <c>curl</c> at the same URL.</summary>
internal static class ObjectBenchmark
{
    public const string Source = """{"name": "objects", "engine": "files", "type": "GenericS3Config", "path": "objects"}""";
    private const string Key = "large.bin";
    private const int Rounds = 3;

    /// <summary>Writes the object into the folder that <see cref="Source"/> names.</summary>
    public static void Write(string folder, long bytes)
    {
        Directory.CreateDirectory(Path.Combine(folder, "objects"));
        using var file = File.Create(Path.Combine(folder, "objects", Key));
        var block = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            Random.Shared.NextBytes(block);
            file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        }
    }

    public static async Task RunAsync(ServerProcess server, string folder)
    {
        var addresses = server.Address.Split('+');
        using var client = new DominoDataClient(
            new()
            {
                Host = addresses[0],
                DataSourceProxy = addresses[0],
                ApiKey = server.Key,
            }
        );
        var source = await client.DataSources.GetObjectStoreAsync("objects");
        var bytes = new FileInfo(Path.Combine(folder, "objects", Key)).Length;
        Console.WriteLine($"an object of {bytes >> 20} MiB, the best of {Rounds} runs after one to warm up:");
        var target = Path.Combine(folder, "downloaded");
        double own = double.MaxValue,
            curl = double.MaxValue;
        for (var round = 0; round <= Rounds; round++)
        {
            var (ours, theirs) = (await DownloadAsync(source, target), await CurlAsync(source, target));
            if (round > 0)
            {
                (own, curl) = (Math.Min(own, ours), Math.Min(curl, theirs ?? double.MaxValue));
            }
        }

        Console.WriteLine($"  client  {own, 6:0.00} s  {bytes / own / 1048576, 6:0} MiB/s");
        Console.WriteLine(
            curl == double.MaxValue
                ? "  curl    not installed"
                : $"  curl    {curl, 6:0.00} s  {bytes / curl / 1048576, 6:0} MiB/s: the client takes {own / curl:0.00} times as long"
        );
    }

    private static async Task<double> DownloadAsync(ObjectStoreDataSource source, string target)
    {
        File.Delete(target);
        var clock = Stopwatch.StartNew();
        await source.DownloadAsync(Key, target);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Returns the time, or null if <c>curl</c> is not installed.</summary>
    private static async Task<double?> CurlAsync(ObjectStoreDataSource source, string target)
    {
        File.Delete(target);
        var url = await source.GetUrlAsync(Key);
        var clock = Stopwatch.StartNew();
        try
        {
            using var process = Process.Start("curl", ["--silent", "--fail", "--output", target, url.AbsoluteUri]);
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? clock.Elapsed.TotalSeconds
                : throw new InvalidOperationException($"curl ended with {process.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
