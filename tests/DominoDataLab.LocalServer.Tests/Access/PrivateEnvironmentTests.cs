using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>The values of a private environment reach only its owner's executions.</summary>
public sealed class PrivateEnvironmentTests
{
    private static async Task<(Team Team, string Project, string Environment)> StartAsync()
    {
        var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"));
        await team.PutAsync("ada", "ada", "shared", "show.sh", "echo \"value=$SECRET\"\n");
        return (team, project, await team.EnvironmentAsync("ada"));
    }

    [Fact]
    public async Task A_contributor_cannot_restart_a_job_of_the_owner_that_used_one()
    {
        var (team, project, environment) = await StartAsync();
        await using var _ = team;
        var job = await team.StartAsync("ada", project, "show.sh", environment);
        await team.EndOfAsync("ada", job);
        await team.SendAsync("grace", HttpMethod.Post, "/v4/jobs/restart", new JsonObject { ["jobId"] = job }, expected: 403);
        await team.SendAsync("ada", HttpMethod.Post, "/v4/jobs/restart", new JsonObject { ["jobId"] = job });
    }

    [Fact]
    public async Task A_contributor_cannot_use_one_through_the_default_of_the_project()
    {
        var (team, project, environment) = await StartAsync();
        await using var _ = team;
        await team.SendAsync(
            "ada",
            HttpMethod.Put,
            $"/v4/projects/{project}/settings",
            new JsonObject { ["defaultEnvironmentId"] = environment }
        );
        var refused = await team.SendAsync(
            "grace",
            HttpMethod.Post,
            "/v4/jobs/start",
            new JsonObject { ["projectId"] = project, ["commandToRun"] = "show.sh" },
            expected: 403
        );
        Assert.Contains("default environment is private", refused!.ToJsonString(), StringComparison.Ordinal);
        await team.EndOfAsync("ada", await team.StartAsync("ada", project, "show.sh"));
    }

    [Fact]
    public async Task A_contributor_cannot_serve_an_endpoint_in_one()
    {
        var (team, project, environment) = await StartAsync();
        await using var _ = team;
        await team.PutAsync("ada", "ada", "shared", "model.py", "import os\ndef f():\n    return os.environ.get('SECRET')\n");
        await team.SendAsync(
            "ada",
            HttpMethod.Put,
            $"/v4/projects/{project}/settings",
            new JsonObject { ["defaultEnvironmentId"] = environment }
        );
        var binding = new JsonObject { ["file"] = "model.py", ["function"] = "f" };
        await team.SendAsync(
            "grace",
            HttpMethod.Post,
            "/v1/ada/shared/endpoint/publishRelease",
            new JsonObject { ["bindingDefinition"] = binding }
        );
        var state = await Eventually.GetAsync(
            async () => (await team.SendAsync("grace", HttpMethod.Get, "/v1/ada/shared/endpoint/state"))!,
            reply => (string?)reply["status"] is "Failed" or "Running",
            "the endpoint to start or fail"
        );
        Assert.Equal("Failed", (string?)state["status"]);
        Assert.Contains("private to another user", (string?)state["message"], StringComparison.Ordinal);
    }
}
