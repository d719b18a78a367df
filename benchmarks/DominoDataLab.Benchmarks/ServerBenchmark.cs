using System.Diagnostics;
using System.Globalization;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.Benchmarks;

/// <summary>How much each part of a measurement does.</summary>
internal sealed record ServerBenchmarkSize(int FewJobs, int ManyJobs, int Uploads, int Files, TimeSpan Requests, TimeSpan Idle)
{
    public static ServerBenchmarkSize Full { get; } = new(100, 100_000, 20_000, 20_000, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1));

    public static ServerBenchmarkSize Smoke { get; } = new(100, 2_000, 200, 500, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
}

/// <summary>
/// What grows with the number of jobs, uploads and files, each beside a baseline of the same run: long lists, the size of repositories,
/// large projects, and requests of many clients.
/// </summary>
internal static class ServerBenchmark
{
    private const int Rounds = 5;
    private const int Samples = 200;

    public static async Task<int> RunAsync(ServerBenchmarkSize size, string? part = null)
    {
        var folder = Directory.CreateTempSubdirectory("domino-benchmark-").FullName;
        try
        {
            if (part is null or "lists")
            {
                await ListsAsync(Path.Combine(folder, "lists"), size);
            }

            if (part is null or "files")
            {
                await LargeProjectAsync(Path.Combine(folder, "files"), size.Files);
            }

            if (part is null or "uploads")
            {
                await RepositoryAsync(Path.Combine(folder, "uploads"), size);
            }

            if (part is null or "requests")
            {
                await RequestsAsync(size.Requests);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ListsAsync(string data, ServerBenchmarkSize size)
    {
        string project;
        await using (var server = await ServerProcess.StartAsync("domino", data))
        {
            using var client = server.Connect();
            var jobs = (await QuickStartAsync(client)).Jobs;
            project = (
                await client.Jobs.WaitForSuccessAsync((await jobs.StartAsync(new StartJobRequest { Command = "true" })).Id)
            ).ProjectId!;
        }

        await CopyJobsAsync(Path.Combine(data, "domino.db"), size.FewJobs);
        var few = await ListTimeAsync(data, project);
        await CopyJobsAsync(Path.Combine(data, "domino.db"), size.ManyJobs);
        var many = await ListTimeAsync(data, project);
        Console.WriteLine("GET /v4/jobs, the median:");
        Print($"  {size.FewJobs, 7} jobs  {few.TotalMilliseconds, 8:0.00} ms");
        Print($"  {size.ManyJobs, 7} jobs  {many.TotalMilliseconds, 8:0.00} ms   {many / few:0.00} times as long");
    }

    /// <summary>Adds jobs like the first one while no server runs, until there are so many.</summary>
    private static async Task CopyJobsAsync(string database, int count)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        var columns = new List<string>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name FROM pragma_table_info('jobs')";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                columns.Add(reader.GetString(0));
            }
        }

        var values = columns.Select(column =>
            column switch
            {
                "id" => "lower(hex(randomblob(12)))",
                "number" => "n",
                _ => column,
            }
        );
        await using var insert = connection.CreateCommand();
#pragma warning disable CA2100 // The names are the columns of the table.
        insert.CommandText = $"""
            WITH RECURSIVE numbers(n) AS (
                SELECT MAX(number) + 1 FROM jobs UNION ALL SELECT n + 1 FROM numbers WHERE n < $count)
            INSERT INTO jobs ({string.Join(", ", columns)})
            SELECT {string.Join(", ", values)} FROM numbers, (SELECT * FROM jobs WHERE number = 1)
            """;
#pragma warning restore CA2100
        insert.Parameters.AddWithValue("$count", count);
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<TimeSpan> ListTimeAsync(string data, string project)
    {
        await using var server = await ServerProcess.StartAsync("domino", data);
        using var http = new HttpClient
        {
            BaseAddress = new Uri(server.Address),
            DefaultRequestHeaders = { { "X-Domino-Api-Key", server.Key } },
        };
        return await MedianAsync(
            Samples,
            async () => await http.GetByteArrayAsync(new Uri($"/v4/jobs?projectId={project}&page_size=20", UriKind.Relative))
        );
    }

    private static async Task LargeProjectAsync(string data, int files)
    {
        await using var server = await ServerProcess.StartAsync("domino", data);
        using var client = server.Connect();
        var small = client.Project((await client.Projects.CreateAsync(new CreateProjectRequest { Name = "small" })).Id);
        var large = client.Project((await client.Projects.CreateAsync(new CreateProjectRequest { Name = "large" })).Id);
        await RunJobAsync(
            client,
            large,
            $"sh -c 'for d in $(seq {files / 100}); do mkdir -p d$d; "
                + $"for f in $(seq 100); do echo $d $f {new string('x', 150)} >d$d/f$f; done; done'"
        );
        await RunJobAsync(client, large, "true");
        await RunJobAsync(client, small, "true");
        await RunJobAsync(client, small, "true");
        var repository = Directory
            .EnumerateDirectories(Path.Combine(data, "repositories"))
            .MaxBy(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length))!;
        var copy = Path.Combine(data, "..", "clone");
        List<TimeSpan> empty = [],
            full = [],
            git = [];

        // In turns, so that what else the machine does meets all three.
        for (var round = 0; round < Rounds; round++)
        {
            empty.Add(await MedianAsync(1, () => RunJobAsync(client, small, "true")));
            full.Add(await MedianAsync(1, () => RunJobAsync(client, large, "true")));
            if (!GitProcess.IsMissing)
            {
                git.Add(await MedianAsync(1, () => CloneAsync(repository, copy)));
                Directory.Delete(copy, recursive: true);
            }
        }

        var beyond = Median(full) - Median(empty);
        Print($"A job in a project of {files:N0} files:");
        Print($"  beyond a job in an empty project  {beyond.TotalSeconds, 8:0.000} s   (with it {Median(full).TotalSeconds:0.000} s)");
        if (git.Count > 0)
        {
            var ratio = beyond / Median(git);
            Print($"  git clone --local and git status  {Median(git).TotalSeconds, 8:0.000} s   the job: {ratio:0.00} times that");
        }
    }

    private static async Task CloneAsync(string repository, string copy)
    {
        await GitProcess.RunAsync("clone", "--quiet", "--local", repository, copy);
        await GitProcess.RunAsync("-C", copy, "status", "--short");
    }

    private static async Task RepositoryAsync(string data, ServerBenchmarkSize size)
    {
        await using var server = await ServerProcess.StartAsync("domino", data);
        using var client = server.Connect();
        var made = await client.Projects.CreateAsync(new CreateProjectRequest { Name = "uploads" });
        var project = client.Project(made.Id);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, size.Uploads),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (number, cancelled) =>
            {
                var content = new byte[100];
#pragma warning disable CA5394 // Content that cannot be compressed; no secret.
                Random.Shared.NextBytes(content);
#pragma warning restore CA5394
                var path = string.Create(CultureInfo.InvariantCulture, $"d{number / 100}/f{number}");
                await project.Files.UploadAsync(content, path, cancellationToken: cancelled);
            }
        );
        var objects = Path.Combine(data, "repositories", made.Id + ".git", "objects");
        var before = SizeOf(objects);
        var processor = server.ProcessorSeconds;
        var clock = Stopwatch.StartNew();
        var reads = new List<TimeSpan>();
        while (clock.Elapsed < size.Idle)
        {
            reads.Add(await MedianAsync(1, () => ReadOneAsync(project, reads.Count % size.Uploads)));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var after = SizeOf(objects);
        reads.Sort();
        Print($"A repository after {size.Uploads:N0} uploads of 100 bytes:");
        Print($"  with the last upload      {before / 1e6, 8:0.0} MB");
        var packing = server.ProcessorSeconds - processor;
        Print($"  {size.Idle.TotalSeconds:0} s later                {after / 1e6, 8:0.0} MB   ({packing:0.0} s of processor time)");
        var (median, slow) = (reads[reads.Count / 2].TotalMilliseconds, reads[reads.Count * 99 / 100].TotalMilliseconds);
        Print($"  reading a file meanwhile  {median, 8:0.0} ms   (99 %: {slow:0.0} ms)");
        var quiet = await MedianAsync(Samples, () => ReadOneAsync(project, 0));
        Print($"  reading a file afterwards {quiet.TotalMilliseconds, 8:0.0} ms");
        if (!GitProcess.IsMissing)
        {
            var copy = Path.Combine(data, "..", "gc.git");
            await GitProcess.RunAsync("clone", "--quiet", "--bare", "--no-hardlinks", Path.GetDirectoryName(objects)!, copy);
            await GitProcess.RunAsync("-C", copy, "gc", "--quiet", "--prune=now");
            var gc = SizeOf(Path.Combine(copy, "objects"));
            Print($"  what git gc makes of it   {gc / 1e6, 8:0.0} MB   the server's is {(double)after / gc:0.00} times as large");
        }
    }

    private static async Task ReadOneAsync(ProjectClient project, int number)
    {
        await using var content = await project.Files.OpenReadAsync(
            string.Create(CultureInfo.InvariantCulture, $"d{number / 100}/f{number}")
        );
        await content.CopyToAsync(Stream.Null);
    }

    private static async Task RequestsAsync(TimeSpan duration)
    {
        await using var bare = await ServerProcess.StartAsync("bare");
        await using var domino = await ServerProcess.StartAsync("domino");
        string job;
        using (var client = domino.Connect())
        {
            job = (await (await QuickStartAsync(client)).Jobs.StartAsync(new StartJobRequest { Command = "true" })).Id;
            await client.Jobs.WaitForSuccessAsync(job);
        }

        // In turns, so that what else the machine does meets both.
        double baseline = 0,
            status = 0;
        for (var round = 0; round < Rounds; round++)
        {
            baseline += await ClientsBenchmark.StatusRateAsync(bare, "000000000000000000000001", duration / Rounds) / Rounds;
            status += await ClientsBenchmark.StatusRateAsync(domino, job, duration / Rounds) / Rounds;
        }

        Print($"50 clients, GET of a job's status, {duration.TotalSeconds:0} s each:");
        Print($"  bare Kestrel endpoint  {baseline, 9:0} requests/s");
        Print($"  local server           {status, 9:0} requests/s   {status / baseline:0.00} of the bare endpoint");
    }

    private static async Task<ProjectClient> QuickStartAsync(DominoClient client) =>
        client.Project($"{(await client.Users.GetSelfAsync()).UserName}/quick-start");

    private static async Task RunJobAsync(DominoClient client, ProjectClient project, string command)
    {
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = command });

        // The client polls once a second at most, which is longer than such a job takes.
        while (!(await client.Jobs.GetAsync(job.Id)).IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await client.Jobs.WaitForSuccessAsync(job.Id);
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task<TimeSpan> MedianAsync(int count, Func<Task> act)
    {
        var times = new List<TimeSpan>();
        for (var number = 0; number < count; number++)
        {
            var clock = Stopwatch.StartNew();
            await act();
            times.Add(clock.Elapsed);
        }

        return Median(times);
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
