using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Benchmarks;

/// <summary>
/// Fifty clients at once: what a request costs beside a bare endpoint, and whether a minute of everything loses anything.
/// </summary>
internal static class ClientsBenchmark
{
    private const int Clients = 50;
    private const int LinesOfAJob = 500;

    public static async Task<int> RunAsync(TimeSpan duration)
    {
        var part = duration / 6;
        double bare;
        await using (var server = await ServerProcess.StartAsync("bare"))
        {
            bare = await StatusRateAsync(server, "000000000000000000000001", part);
        }

        await using var domino = await ServerProcess.StartAsync("domino");
        string job;
        using (var client = domino.Connect())
        {
            job = (
                await client
                    .Project($"{(await client.Users.GetSelfAsync()).UserName}/quick-start")
                    .Jobs.StartAsync(new StartJobRequest { Command = "true" })
            ).Id;
            await client.Jobs.WaitForSuccessAsync(job);
        }

        var status = await StatusRateAsync(domino, job, part);
        Console.WriteLine($"{Clients} clients, GET of a job's status, {part.TotalSeconds:0} s each:");
        Console.WriteLine($"  bare Kestrel endpoint  {bare, 9:0} requests/s");
        Console.WriteLine($"  local server           {status, 9:0} requests/s   {status / bare:0.00} of the bare endpoint");
        return await MixedAsync(domino, duration);
    }

    public static async Task<double> StatusRateAsync(ServerProcess server, string job, TimeSpan duration)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => server.Connect()).ToList();
        await Task.WhenAll(clients.Select(client => client.Jobs.GetAsync(job)));
        long count = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            clients.Select(async client =>
            {
                while (clock.Elapsed < duration)
                {
                    await client.Jobs.GetAsync(job);
                    Interlocked.Increment(ref count);
                }
            })
        );
        var rate = count / clock.Elapsed.TotalSeconds;
        clients.ForEach(client => client.Dispose());
        return rate;
    }

    private static async Task<int> MixedAsync(ServerProcess server, TimeSpan duration)
    {
        var tally = new Tally();
        var memory = new List<double>();
        var clock = Stopwatch.StartNew();
        var watch = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(duration / 20);
            while (clock.Elapsed < duration && await timer.WaitForNextTickAsync())
            {
                memory.Add(server.ResidentMiB);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => WorkAsync(server, $"bench{i}", clock, duration, tally)));
        await watch;

        Console.WriteLine($"{Clients} clients, everything, {clock.Elapsed.TotalSeconds:0} s:");
        foreach (var (what, count) in tally.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {what, -22} {count, 9}   {count / clock.Elapsed.TotalSeconds, 9:0.0}/s");
        }

        // The first samples are of a server that warms up.
        double early = memory.Skip(memory.Count / 4).Take(memory.Count / 4 + 1).Max(),
            late = memory.TakeLast(memory.Count / 4 + 1).Max();
        Console.WriteLine(
            $"  server's resident memory: {early:0} MiB in the second quarter, {late:0} MiB in the last ({late / early:0.00})"
        );
        Console.WriteLine($"  errors: {tally.Errors.Count}; log lines lost or doubled: {tally.WrongLines}");
        foreach (var error in tally.Errors.Take(5))
        {
            Console.WriteLine("    " + error);
        }

        // A few seconds are not enough to tell growth from warming up.
        var flat = duration < TimeSpan.FromMinutes(1) || late < early * 1.2;
        return tally.Errors.IsEmpty && tally.WrongLines == 0 && flat ? 0 : 1;
    }

    private static async Task WorkAsync(ServerProcess server, string name, Stopwatch clock, TimeSpan duration, Tally tally)
    {
        using var client = server.Connect();
        try
        {
            var made = await client.Projects.CreateAsync(new CreateProjectRequest { Name = name });
            var project = client.Project(made.Id);
            for (var round = 0; clock.Elapsed < duration; round++)
            {
                var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {round}\n"));
                await project.Files.UploadAsync(content, "data.txt");
                tally.Count("upload");
                await using (var back = await project.Files.OpenReadAsync("data.txt"))
                {
                    var read = new MemoryStream();
                    await back.CopyToAsync(read);
                    if (!read.ToArray().AsSpan().SequenceEqual(content))
                    {
                        throw new InvalidOperationException($"{name} read back other bytes than it sent in round {round}.");
                    }
                }

                tally.Count("download");
                await project.Files.ListAsync().ToListAsync();
                tally.Count("list of files");
                if (round % 10 == 0)
                {
                    await JobAsync(client, project, tally);
                }

                await foreach (var job in project.Jobs.ListAsync())
                {
                    await client.Jobs.GetAsync(job.Id);
                    tally.Count("status of a job");
                }
            }
        }
        catch (Exception e) when (e is DominoException or InvalidOperationException)
        {
            tally.Errors.Enqueue($"{name}: {e.Message}");
        }
    }

    private static async Task JobAsync(DominoClient client, ProjectClient project, Tally tally)
    {
        var job = await project.Jobs.StartAsync(
            new StartJobRequest { Command = $"sh -c 'i=0; while [ $i -lt {LinesOfAJob} ]; do echo line $i; i=$((i+1)); done'" }
        );
        var next = 0;
        await foreach (var line in client.Jobs.StreamLogsAsync(job.Id))
        {
            if (line.Type == LogType.Stdout && line.Text != string.Create(CultureInfo.InvariantCulture, $"line {next++}"))
            {
                Interlocked.Increment(ref tally.WrongLines);
            }
        }

        Interlocked.Add(ref tally.WrongLines, Math.Abs(LinesOfAJob - next));
        await client.Jobs.WaitForSuccessAsync(job.Id);
        tally.Count("job with its log");
    }

    private sealed class Tally
    {
        public int WrongLines;

        public ConcurrentDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

        public ConcurrentQueue<string> Errors { get; } = new();

        public void Count(string what) => Counts.AddOrUpdate(what, 1, static (_, count) => count + 1);
    }
}
