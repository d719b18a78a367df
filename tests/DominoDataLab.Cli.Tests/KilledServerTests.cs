using System.Diagnostics;
using System.Text;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Tests;

public sealed class KilledServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_server_is_killed_at_any_moment()
    {
        const int Uploads = 200;
        const int Jobs = 20;
        var random = new Random(20261124);
        var folder = Directory.CreateTempSubdirectory();
        var files = new Dictionary<string, string>();
        var jobs = new HashSet<string>();
        try
        {
            for (var attempt = 0; files.Count < Uploads || jobs.Count < Jobs; attempt++)
            {
                using var server = await Server.StartAsync(folder.FullName);
                using var domino = server.Connect();
                var project = domino.Project("ada/quick-start");
                var kill = Task.Run(
                    async () =>
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1500)), Ct);
                        server.Kill();
                    },
                    Ct);
                try
                {
                    while (files.Count < Uploads || jobs.Count < Jobs)
                    {
                        if (files.Count < Uploads)
                        {
                            var content = $"{attempt}-{files.Count}";
                            await project.Files.UploadAsync($"f/{content}", new MemoryStream(Encoding.UTF8.GetBytes(content)), Ct);
                            files.Add($"f/{content}", content);
                        }

                        if (jobs.Count < Jobs && files.Count % 10 == 0)
                        {
                            jobs.Add((await project.Jobs.StartAsync(new StartJobRequest { Command = "echo done" }, Ct)).Id);
                        }
                    }
                }
                catch (DominoException)
                {
                    // The kill; what was not acknowledged may be there or not.
                }

                await kill;
            }

            using var last = await Server.StartAsync(folder.FullName);
            using var client = last.Connect();
            var kept = client.Project("ada/quick-start");
            var there = (await kept.Files.ListAsync("f", null, Ct)).Select(file => file.Path).ToHashSet();
            Assert.Subset(there, files.Keys.ToHashSet());
            foreach (var (path, content) in files)
            {
                using var reader = new StreamReader(await kept.Files.OpenReadAsync(path, null, Ct));
                Assert.Equal(content, await reader.ReadToEndAsync(Ct));
            }

            foreach (var id in jobs)
            {
                var job = await client.Jobs.WaitForCompletionAsync(id, new WaitOptions { Deadline = TimeSpan.FromMinutes(2) }, Ct);
                Assert.Contains(job.Status, (JobStatus[])[JobStatus.Succeeded, JobStatus.Error]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Server(Process process, string address, string key) : IDisposable
    {
        public static async Task<Server> StartAsync(string folder)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "domino.dll"), "server", "start", "--port", "0", "--user", "ada", "--data", folder]) { RedirectStandardOutput = true };
            start.Environment.Remove("DOMINO_USER_API_KEY");
            var process = Process.Start(start)!;
            var line = await process.StandardOutput.ReadLineAsync(Ct) ?? throw new InvalidOperationException("The server did not start.");
            return new Server(process, line.Split(' ')[2].TrimEnd(','), (await File.ReadAllTextAsync(Path.Combine(folder, "api-key"), Ct)).Trim());
        }

        public DominoClient Connect() => new(new DominoClientOptions { Host = address, ApiKey = key, MaxRetries = 0 });

        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                Kill();
            }

            process.Dispose();
        }
    }
}
