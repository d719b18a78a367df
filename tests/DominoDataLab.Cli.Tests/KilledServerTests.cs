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
        using var folder = new TemporaryFolder();
        var files = new Dictionary<string, string>();
        var jobs = new HashSet<string>();
        for (var attempt = 0; files.Count < Uploads || jobs.Count < Jobs; attempt++)
        {
            var (server, address, key) = await ToolProcess.StartServerAsync(folder.Path);
            using var running = server;
            using var domino = Connect(address, key);
            var project = domino.Project("ada/quick-start");
            var kill = Task.Run(
                async () =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1500)), Ct);
                    server.Kill();
                },
                Ct
            );
            try
            {
                while (files.Count < Uploads || jobs.Count < Jobs)
                {
                    if (files.Count < Uploads)
                    {
                        var content = $"{attempt}-{files.Count}";
                        await project.Files.UploadTextAsync(content, $"f/{content}", cancellationToken: Ct);
                        files.Add($"f/{content}", content);
                    }

                    if (jobs.Count < Jobs && files.Count % 10 == 0)
                    {
                        jobs.Add((await project.Jobs.StartAsync(new StartJobRequest { Command = "echo done" }, Ct)).Id);
                    }
                }
            }
            catch (DominoConnectionException)
            {
                // The kill; what was not acknowledged may be there or not.
            }

            await kill;
        }

        var (last, lastAddress, lastKey) = await ToolProcess.StartServerAsync(folder.Path);
        using var serving = last;
        using var client = Connect(lastAddress, lastKey);
        var kept = client.Project("ada/quick-start");
        var there = (await kept.Files.ListAsync("f", null, Ct).ToListAsync(Ct)).Select(file => file.Path).ToHashSet();
        Assert.Subset(there, files.Keys.ToHashSet());
        foreach (var (path, content) in files)
        {
            using var reader = new StreamReader(await kept.Files.OpenReadAsync(path, null, Ct));
            Assert.Equal(content, await reader.ReadToEndAsync(Ct));
        }

        // A job that had started when its server was killed ends as Error and says so. A queued job runs under the next server.
        var ended = new List<Job>();
        foreach (var id in jobs)
        {
            ended.Add(await client.Jobs.WaitForCompletionAsync(id, new WaitOptions { Timeout = TimeSpan.FromMinutes(2) }, Ct));
        }

        foreach (var job in ended.Where(job => job.Status != JobStatus.Succeeded))
        {
            Assert.Equal(JobStatus.Error, job.Status);
            Assert.Equal("ServerEnded", job.Failure?.Reason);
        }

        Assert.Contains(ended, job => job.Status == JobStatus.Succeeded);
        foreach (var job in ended.Where(job => job.Status == JobStatus.Succeeded))
        {
            Assert.Contains(await client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct).ToListAsync(Ct), line => line.Text == "done");
        }
    }

    [Fact]
    public async Task The_cluster_of_a_job_that_a_killed_server_left_is_ended_at_the_next_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux finds what a dead server left.");
        using var folder = new TemporaryFolder();
        var noted = folder.Combine("process");
        var dask = folder.Write("dask", $"#!/bin/sh\necho $$ >'{noted}.new'\nmv '{noted}.new' '{noted}'\nexec sleep 1000\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dask, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var (killed, address, key) = await ToolProcess.StartServerAsync(folder.Combine("data"));
        using var first = killed;
        using var domino = Connect(address, key);
        var project = domino.Project("ada/quick-start");
        await project.Variables.SetAsync("PATH", folder.Path + ":" + Environment.GetEnvironmentVariable("PATH"), Ct);
        var cluster = new ComputeCluster
        {
            Type = "Dask",
            Environment = "Domino Standard Environment",
            MasterHardwareTier = "Small",
            WorkerHardwareTier = "Small",
            WorkerCount = 1,
        };
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "echo never", Cluster = cluster }, Ct);
        await Eventually.HoldsAsync(() => File.Exists(noted), "the cluster's process to start");
        killed.Kill();
        var process = $"/proc/{(await File.ReadAllTextAsync(noted, Ct)).Trim()}/stat";
        Assert.True(IsAlive(process));
        var (next, nextAddress, nextKey) = await ToolProcess.StartServerAsync(folder.Combine("data"));
        using var second = next;
        using var client = Connect(nextAddress, nextKey);
        Assert.Equal(
            "ServerEnded",
            (await client.Jobs.WaitForCompletionAsync(job.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(2) }, Ct)).Failure!.Reason
        );

        await Eventually.HoldsAsync(() => !IsAlive(process), "the cluster's process to end");
    }

    /// <summary>A process that was killed stays listed until its new parent takes notice.</summary>
    private static bool IsAlive(string process) =>
        File.Exists(process) && File.ReadAllText(process).Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');

    private static DominoClient Connect(string address, string key) =>
        new(
            new DominoClientOptions
            {
                Host = address,
                ApiKey = key,
                MaxRetries = 0,
            }
        );
}
