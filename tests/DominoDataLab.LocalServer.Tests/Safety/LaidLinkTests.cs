using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>Code of users lays links where the server works on its behalf. The server follows none.</summary>
public sealed class LaidLinkTests(LocalServerFixture domino) : IDisposable
{
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("outside-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _outside.Delete(recursive: true);

    [Fact]
    public async Task A_checkout_writes_through_no_link_that_a_script_has_laid()
    {
        RequireLinks();
        var environment = await domino.Api.NewEnvironmentAsync($"ln -s {_outside.FullName} laid", "");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("laid/below/file.txt", "x");
        await project.PutAsync("laid/file.txt", "x");
        await project.PutAsync("job.sh", "echo ran\n");
        var id = await project.StartAsync("job.sh", environment: environment);
        await domino.Api.EndOfAsync(id);
        Assert.Empty(_outside.GetFileSystemInfos());
        Assert.Contains(
            "'laid/file.txt' is not checked out: something with this name is already in the folder.",
            await domino.Api.LogAsync(id, "prepareoutput")
        );
    }

    [Fact]
    public async Task What_a_model_leaves_out_is_not_deleted_through_a_link()
    {
        RequireLinks();
        var file = Path.Combine(_outside.FullName, "file.txt");
        await File.WriteAllTextAsync(file, "x", Ct);
        var environment = await domino.Api.NewEnvironmentAsync($"ln -s {_outside.FullName} laid", "");
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("model.py", "def one():\n    return 1\n");
        var model = await domino.Api.PostAsync(
            "/v1/models",
            new JsonObject
            {
                ["projectId"] = project.Id,
                ["name"] = "one",
                ["description"] = "",
                ["file"] = "model.py",
                ["function"] = "one",
                ["environmentId"] = environment,
                ["excludeFiles"] = new JsonArray("laid/file.txt"),
            }
        );
        var id = (string)model["data"]!["_id"]!;
        await Eventually.HoldsAsync(
            async () => (string?)(await domino.Api.GetAsync($"/v1/models/{id}/versions"))["data"]![0]!["status"] is "Running" or "Failed",
            "the model to start"
        );
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task The_log_of_a_cluster_shows_no_file_that_a_process_has_linked_to()
    {
        RequireLinks();
        var file = Path.Combine(_outside.FullName, "secret.txt");
        await File.WriteAllTextAsync(file, "a secret of the server", Ct);
        var programs = Directory.CreateDirectory(Path.Combine(_outside.FullName, "bin"));
        var mpirun = Path.Combine(programs.FullName, "mpirun");
        await File.WriteAllTextAsync(mpirun, $"#!/bin/sh\nln -sf {file} \"$(readlink /proc/$$/fd/1)\"\nexit 1\n", Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(mpirun, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var project = await domino.Api.NewProjectAsync();
        await domino.Api.PostAsync(
            $"/v4/projects/{project.Id}/environmentVariables",
            new JsonObject { ["name"] = "PATH", ["value"] = $"{programs.FullName}:/usr/bin:/bin" }
        );
        await project.PutAsync("job.sh", "echo ran\n");
        var started = await domino.Api.PostAsync(
            "/v4/jobs/start",
            new JsonObject
            {
                ["projectId"] = project.Id,
                ["commandToRun"] = "job.sh",
                ["computeClusterProperties"] = new JsonObject
                {
                    ["clusterType"] = "MPI",
                    ["computeEnvironmentId"] = await domino.Api.NewEnvironmentAsync("", ""),
                    ["masterHardwareTierId"] = new JsonObject { ["value"] = "small" },
                    ["workerHardwareTierId"] = new JsonObject { ["value"] = "small" },
                    ["workerCount"] = 1,
                },
            }
        );
        var id = (string)started["id"]!;
        var job = await domino.Api.EndOfAsync(id);
        Assert.Contains("mpirun ended with exit code 1", job.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", job.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(await domino.Api.LogAsync(id), line => line.Contains("a secret", StringComparison.Ordinal));
    }

    private static void RequireLinks() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps folders open.");
}
