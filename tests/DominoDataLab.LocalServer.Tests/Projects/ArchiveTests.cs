using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Projects;

/// <summary>Archiving a project stops everything that runs or waits for it.</summary>
public sealed class ArchiveTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Running_and_queued_jobs_are_stopped_and_their_places_are_free_again()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { MaxConcurrentJobs = 1, StopGracePeriod = TimeSpan.FromSeconds(1) },
            Ct
        );
        using var api = new TestApi(server);
        var pids = Directory.CreateTempSubdirectory();
        try
        {
            var project = await api.NewProjectAsync();
            await project.PutAsync(
                "job.sh",
                $"echo $$ >'{pids.FullName}/new'\nmv '{pids.FullName}/new' '{pids.FullName}/pid'\nsleep 1000\n"
            );
            await project.StartAsync("job.sh");
            await project.StartAsync("job.sh");
            await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pids.FullName, "pid")), "the job to start");
            var pid = (await File.ReadAllTextAsync(Path.Combine(pids.FullName, "pid"), Ct)).Trim();
            await ArchiveAsync(api, project);
            await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{pid}"), "the job's process to end");

            // The only place is free for another project.
            var other = await api.NewProjectAsync();
            Assert.Equal("Succeeded", (string?)(await other.RunAsync("true\n"))["statuses"]!["executionStatus"]);
        }
        finally
        {
            pids.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_served_function_ends()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { StopGracePeriod = TimeSpan.FromSeconds(1) }, Ct);
        using var api = new TestApi(server);
        var pids = Directory.CreateTempSubdirectory();
        try
        {
            var project = await api.NewProjectAsync();
            await project.PutAsync(
                "model.py",
                $"import os\nopen('{pids.FullName}/pid', 'w').write(str(os.getpid()))\ndef f():\n    return 1\n"
            );
            var binding = new JsonObject { ["file"] = "model.py", ["function"] = "f" };
            await api.PostAsync(
                $"{project.Path.Replace("/projects", "", StringComparison.Ordinal)}/endpoint/publishRelease",
                new JsonObject { ["commitId"] = await project.HeadAsync(), ["bindingDefinition"] = binding }
            );
            await Eventually.HoldsAsync(
                () => File.Exists(Path.Combine(pids.FullName, "pid")) && new FileInfo(Path.Combine(pids.FullName, "pid")).Length > 0,
                "the function to start"
            );
            var pid = await File.ReadAllTextAsync(Path.Combine(pids.FullName, "pid"), Ct);
            await ArchiveAsync(api, project);
            await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{pid}"), "the function's process to end");
        }
        finally
        {
            pids.Delete(recursive: true);
        }
    }

    private static async Task ArchiveAsync(TestApi api, TestProject project)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found in /proc.");
        using var reply = await api.Http.DeleteAsync(new Uri($"/v4/projects/{project.Id}", UriKind.Relative), Ct);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Ct));
    }
}
