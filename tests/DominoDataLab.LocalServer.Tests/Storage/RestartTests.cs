using System.Globalization;

namespace DominoDataLab.LocalServer.Tests.Storage;

public sealed class RestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_dead_server_left_is_set_right_by_the_next_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes of a dead server are found on Linux only.");
        var place = Directory.CreateTempSubdirectory();
        try
        {
            await using var first = await LocalDomino.StartAsync(
                new LocalDominoOptions { DataFolder = Path.Combine(place.FullName, "first"), MaxConcurrentJobs = 1 },
                Ct
            );
            using var api = new TestApi(first);
            var project = await api.NewProjectAsync();
            await project.PutAsync("long.sh", "(setsid sleep 1000 & echo child $!)\necho written\nsleep 1000\n");
            await project.PutAsync("short.sh", "echo done\n");
            var running = await project.StartAsync("long.sh");
            var queued = await project.StartAsync("short.sh");
            await api.LineAsync(running, "written");

            // A copy of the folder is what a server that is killed in this moment leaves.
            var copy = Path.Combine(place.FullName, "second");
            Copy(first.DataFolder, copy);
            await File.AppendAllTextAsync(Path.Combine(copy, "logs", running + ".jsonl"), """{"t":99,"s":"std""", Ct);
            await File.WriteAllTextAsync(Path.Combine(copy, "incoming", "half"), "half", Ct);
            Directory.CreateDirectory(Path.Combine(copy, "repositories", "0123456789abcdef01234567.git"));
            var log = await api.LogSoFarAsync(running);

            // The first server lives on here. It must not run its job of the same ID, because each server ends all processes of a job.
            await project.StopAsync(queued);
            await using var second = await LocalDomino.StartAsync(new LocalDominoOptions { DataFolder = copy, MaxConcurrentJobs = 1 }, Ct);
            using var next = new TestApi(second);
            var job = await next.JobAsync(running);
            Assert.Equal(
                ("Error", "ServerEnded"),
                (job["statuses"]!["executionStatus"]!.GetValue<string>(), job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>())
            );
            Assert.Equal(
                [.. log, "The server ended while the job was running. Its results are lost; restart the job."],
                await next.LogAsync(running)
            );
            Assert.Equal("Succeeded", (await next.EndOfAsync(queued))["statuses"]!["executionStatus"]!.GetValue<string>());
            var child = int.Parse(
                log.Single(line => line.StartsWith("child ", StringComparison.Ordinal))[6..],
                CultureInfo.InvariantCulture
            );
            Assert.True(
                !File.Exists($"/proc/{child}/stat")
                    || (await File.ReadAllTextAsync($"/proc/{child}/stat", Ct)).Contains(") Z ", StringComparison.Ordinal)
            );
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(copy, "incoming")));
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(copy, "work")));
            Assert.False(Directory.Exists(Path.Combine(copy, "repositories", "0123456789abcdef01234567.git")));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_branch_that_a_dead_server_had_locked_can_be_written_again()
    {
        var place = Directory.CreateTempSubdirectory();
        try
        {
            var options = new LocalDominoOptions { DataFolder = place.FullName };
            await using (var first = await LocalDomino.StartAsync(options, Ct))
            {
                using var api = new TestApi(first);
                await (await api.NewProjectAsync()).PutAsync("a", "1");
            }

            foreach (
                var branch in Directory
                    .EnumerateFiles(Path.Combine(place.FullName, "repositories"), "main", SearchOption.AllDirectories)
                    .ToList()
            )
            {
                await File.WriteAllTextAsync(branch + ".lock", "", Ct);
            }

            await using var second = await LocalDomino.StartAsync(options, Ct);
            using var next = new HttpClient
            {
                BaseAddress = second.Address,
                DefaultRequestHeaders = { { "X-Domino-Api-Key", second.ApiKey } },
            };
            using var reply = await next.PutAsync(
                new Uri($"/v1/projects/{second.UserName}/quick-start/b", UriKind.Relative),
                new StringContent("2"),
                Ct
            );
            Assert.Equal(System.Net.HttpStatusCode.Created, reply.StatusCode);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (
            var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock")
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.CreateDirectory(Path.Combine(to, "incoming"));
    }
}
