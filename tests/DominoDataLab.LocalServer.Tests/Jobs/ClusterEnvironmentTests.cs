using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

/// <summary>The environment of a cluster, with a program that stands in for <c>mpirun</c>.</summary>
public sealed class ClusterEnvironmentTests(LocalServerFixture domino) : IDisposable
{
    private readonly DirectoryInfo _programs = Directory.CreateTempSubdirectory("programs-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Delete(recursive: true);

    [Fact]
    public async Task The_processes_of_a_cluster_have_the_variables_of_the_revision_that_is_asked_for_and_the_job_has_its_own()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Clusters need Linux or macOS.");
            return;
        }

        var said = Path.Combine(_programs.FullName, "said");
        var mpirun = Path.Combine(_programs.FullName, "mpirun");
        await File.WriteAllTextAsync(mpirun, $"#!/bin/sh\necho $WORD >'{said}'\n", Ct);
        File.SetUnixFileMode(mpirun, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var own = await EnvironmentAsync("job");
        var cluster = await EnvironmentAsync("first");
        var first = cluster["latestRevision"]!["id"]!.GetValue<string>();
        await domino.Api.PostAsync(
            $"/api/environments/beta/environments/{cluster["id"]}/revisions",
            new JsonObject { ["image"] = "x", ["environmentVariables"] = Variables("second") }
        );
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo $WORD\n");
        var job = await domino.Api.EndOfAsync(
            await StartAsync(project, own["id"]!.GetValue<string>(), cluster["id"]!.GetValue<string>(), first)
        );
        Assert.True(job["statuses"]!["executionStatus"]!.GetValue<string>() == "Succeeded", job.ToJsonString());
        Assert.Equal("first", (await File.ReadAllTextAsync(said, Ct)).Trim());
        Assert.Equal(["job"], await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "stdout"));
    }

    [Fact]
    public async Task A_revision_that_the_environment_does_not_have_is_refused()
    {
        var environment = await EnvironmentAsync("x");
        var project = await domino.Api.NewProjectAsync();
        var id = environment["id"]!.GetValue<string>();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => StartAsync(project, id, id, "000000000000000000000000"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("has no revision", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> StartAsync(TestProject project, string environment, string clusterEnvironment, string revision) =>
        (
            await domino.Api.PostAsync(
                "/v4/jobs/start",
                new JsonObject
                {
                    ["projectId"] = project.Id,
                    ["commandToRun"] = "job.sh",
                    ["environmentId"] = environment,
                    ["computeClusterProperties"] = new JsonObject
                    {
                        ["clusterType"] = "MPI",
                        ["computeEnvironmentId"] = clusterEnvironment,
                        ["computeEnvironmentRevisionSpec"] = new JsonObject { ["revisionId"] = revision },
                        ["workerHardwareTierId"] = new JsonObject { ["value"] = "small" },
                        ["workerCount"] = 1,
                    },
                }
            )
        )["id"]!.GetValue<string>();

    private async Task<JsonNode> EnvironmentAsync(string word)
    {
        var made = await domino.Api.PostAsync(
            "/api/environments/beta/environments",
            new JsonObject
            {
                ["name"] = "e" + Guid.NewGuid().ToString("N"),
                ["visibility"] = "private",
                ["image"] = "x",
                ["environmentVariables"] = Variables(word),
            }
        );
        var id = made["environment"]!["id"]!.GetValue<string>();
        JsonNode? environment = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                environment = (await domino.Api.GetAsync($"/api/environments/v1/environments/{id}"))["environment"]!;
                return environment["latestRevision"]!["status"]!.GetValue<string>() == "succeeded";
            },
            "the environment to be built"
        );
        return environment!;
    }

    private JsonArray Variables(string word) =>
        [
            new JsonObject { ["key"] = "WORD", ["value"] = word },
            new JsonObject { ["key"] = "PATH", ["value"] = $"{_programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}" },
        ];
}
