using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Benchmarks;

/// <summary>One way to send files, in a process of its own: what it took in time, memory and processor.</summary>
internal sealed record TransferProcess(double Seconds, double PeakMiB, double ProcessorSeconds)
{
    private static readonly int ChunkSize = new DatasetUploadOptions().ChunkSize;
    private static readonly int AtOnce = new DatasetUploadOptions().MaxConcurrency;

    /// <summary>Runs it and reads the line that it prints.</summary>
    public static async Task<TransferProcess> RunAsync(string how, ServerProcess server, string dataset, string path)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["send", how, server.Address, server.Key, dataset, path])
            {
                RedirectStandardOutput = true,
            }
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
        return new(figures[0], figures[1], figures[2]);
    }

    public static async Task<int> SendAsync(string how, string address, string key, string dataset, string path)
    {
        // Compilation is not part of the transfer, so a small transfer runs first.
        var little = Directory.CreateTempSubdirectory("domino-benchmark-");
        try
        {
            for (var number = 0; number < 200; number++)
            {
                await File.WriteAllBytesAsync(Path.Combine(little.FullName, $"warm-{number}"), new byte[20_000]);
            }

            await OnceAsync(how, address, key, dataset, little.FullName);
        }
        finally
        {
            little.Delete(recursive: true);
        }

        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await OnceAsync(how, address, key, dataset, path);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"took {seconds} {PeakResidentMiB()} {(Environment.CpuUsage.TotalTime - before).TotalSeconds}"
            )
        );
        return 0;
    }

    private static async Task OnceAsync(string how, string address, string key, string dataset, string path)
    {
        switch (how)
        {
            case "client":
                using (var client = new DominoClient(new() { Host = address, ApiKey = key }))
                {
                    await client.Datasets.Files.UploadAsync(
                        dataset,
                        path,
                        new() { RelativeTo = path, Collision = CollisionPolicy.Overwrite }
                    );
                }

                break;
            case "http":
                await BareAsync(address, path, hash: false);
                break;
            case "http+md5":
                await BareAsync(address, path, hash: true);
                break;
            default:
                Hash(path);
                break;
        }
    }

    /// <summary>The least code that sends the same bytes in the same chunks, as many at once.</summary>
    private static async Task BareAsync(string address, string path, bool hash)
    {
        using var http = new HttpClient();
        var to = new Uri(address + "/chunk");
        var spare = new System.Collections.Concurrent.ConcurrentBag<byte[]>();
        await Parallel.ForEachAsync(
            Chunks(path),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (chunk, token) =>
            {
                var buffer = spare.TryTake(out var taken) ? taken : GC.AllocateUninitializedArray<byte>(ChunkSize);
                using (var file = File.OpenHandle(chunk.Path, options: FileOptions.Asynchronous))
                {
                    await RandomAccess.ReadAsync(file, buffer.AsMemory(0, chunk.Length), chunk.Offset, token);
                }

                if (hash)
                {
#pragma warning disable CA5351 // The protocol's own.
                    MD5.HashData(buffer.AsSpan(0, chunk.Length));
#pragma warning restore CA5351
                }

                using var reply = await http.PostAsync(to, new ByteArrayContent(buffer, 0, chunk.Length), token);
                reply.EnsureSuccessStatusCode();
                spare.Add(buffer);
            }
        );
    }

    /// <summary>MD5 alone, on one core.</summary>
    private static void Hash(string path)
    {
        var buffer = new byte[ChunkSize];
        foreach (var chunk in Chunks(path))
        {
            using var file = File.OpenHandle(chunk.Path);
            RandomAccess.Read(file, buffer.AsSpan(0, chunk.Length), chunk.Offset);
#pragma warning disable CA5351 // The protocol's own.
            MD5.HashData(buffer.AsSpan(0, chunk.Length));
#pragma warning restore CA5351
        }
    }

    private static IEnumerable<(string Path, long Offset, int Length)> Chunks(string path)
    {
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            for (long offset = 0; offset == 0 || offset < file.Length; offset += ChunkSize)
            {
                yield return (file.FullName, offset, (int)Math.Min(ChunkSize, file.Length - offset));
            }
        }
    }

    private static double PeakResidentMiB() =>
        OperatingSystem.IsLinux()
            ? double.Parse(
                File.ReadLines("/proc/self/status")
                    .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            ) / 1024
            : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
}
