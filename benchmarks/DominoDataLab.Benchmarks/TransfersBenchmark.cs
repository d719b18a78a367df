using System.Diagnostics;
using System.Globalization;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Benchmarks;

/// <summary>
/// An upload of one large file and of many small ones: beside the same bytes through a bare HttpClient with as many requests at once,
/// without and with MD5 (the second is what the machine can do when it must hash and send at once), and beside MD5 alone.
/// </summary>
internal static class TransfersBenchmark
{
    private const int SmallSize = 16 << 10;

    public static async Task<int> RunAsync(long largeSize, int smallFiles)
    {
        var folder = Directory.CreateTempSubdirectory("domino-benchmark-").FullName;
        try
        {
            var large = Directory.CreateDirectory(Path.Combine(folder, "large")).FullName;
            await FillAsync(Path.Combine(large, "large.bin"), largeSize);
            await CompareAsync(
                string.Create(CultureInfo.InvariantCulture, $"one file of {largeSize >> 20} MiB"),
                large,
                largeSize,
                (int)((largeSize + (8 << 20) - 1) / (8 << 20))
            );
            Directory.Delete(large, recursive: true);

            var small = Directory.CreateDirectory(Path.Combine(folder, "small")).FullName;
            for (var number = 0; number < smallFiles; number++)
            {
                var into = Path.Combine(small, (number / 1000).ToString(CultureInfo.InvariantCulture));
                Directory.CreateDirectory(into);
                await FillAsync(Path.Combine(into, $"{number}.bin"), SmallSize);
            }

            await CompareAsync(
                string.Create(CultureInfo.InvariantCulture, $"{smallFiles:N0} files of 16 KiB"),
                small,
                (long)smallFiles * SmallSize,
                smallFiles
            );
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(string what, string path, long bytes, int chunks)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Else the local server's flush would wait for what was just written here, too.
            using var sync = Process.Start("sync");
            await sync.WaitForExitAsync();
        }

        Console.WriteLine($"{what}:");
        Console.WriteLine("                                          s      MB/s  requests/s  peak MiB  CPU s");
        double bound,
            discarded;
        await using (var server = await ServerProcess.StartAsync("discard"))
        {
            const string anyDataset = "000000000000000000000001";
            await PrintAsync("MD5 alone, one core", "md5", server, anyDataset);
            await PrintAsync("HttpClient, discarding endpoint", "http", server, anyDataset);
            bound = await PrintAsync("HttpClient with MD5 (the bound)", "http+md5", server, anyDataset);
            discarded = await PrintAsync("client, discarding endpoint", "client", server, anyDataset);
        }

        await using var domino = await ServerProcess.StartAsync("domino");
        using var client = domino.Connect();
        var project = client.Project($"{(await client.Users.GetSelfAsync()).UserName}/quick-start");
        var dataset = await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "benchmark" });
        var stored = await PrintAsync("client, local server", "client", domino, dataset.Id);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  of the bound: {bound / discarded:0.00}; local server takes {stored / discarded:0.00} times"
                    + $" the discarding endpoint's time"
            )
        );

        async Task<double> PrintAsync(string name, string how, ServerProcess server, string datasetId)
        {
            var took = await TransferProcess.RunAsync(how, server, datasetId, path);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name, -34} {took.Seconds, 8:0.000} {bytes / 1e6 / took.Seconds, 9:0}"
                        + $" {chunks / took.Seconds, 11:0} {took.PeakMiB, 9:0} {took.ProcessorSeconds, 6:0.00}"
                )
            );
            return took.Seconds;
        }
    }

    private static async Task FillAsync(string path, long size)
    {
        var block = new byte[Math.Min(size, 1 << 20)];
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: true);
        for (var left = size; left > 0; left -= block.Length)
        {
#pragma warning disable CA5394 // Random bytes, so that nothing can be compressed or told apart; no secret.
            Random.Shared.NextBytes(block);
#pragma warning restore CA5394
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(block.Length, left)));
        }
    }
}
