using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

public sealed class FairQueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_with_many_jobs_does_not_hold_up_another_one_of_the_same_user()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1 }, Ct);
        using var api = new TestApi(server);
        var blocker = await BlockAsync(api, await api.NewProjectAsync());
        var (busy, other) = (await api.NewProjectAsync(), await api.NewProjectAsync());
        await busy.PutAsync("job.sh", "true\n");
        await other.PutAsync("job.sh", "true\n");
        var many = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            many.Add(await busy.StartAsync("job.sh"));
        }

        var one = await other.StartAsync("job.sh");
        Assert.StartsWith("1 job is before it", await WaitsAsync(api, one), StringComparison.Ordinal);
        await blocker.Project.StopAsync(blocker.Job);
        foreach (var job in many.Append(one))
        {
            await api.EndOfAsync(job);
        }

        Assert.Equal([many[0], one, many[1], many[2], many[3]], await StartOrderAsync(api, [.. many, one]));
    }

    [Fact]
    public async Task A_user_with_many_projects_does_not_hold_up_another_user()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1, Users = [new("bob")] }, Ct);
        using var api = new TestApi(server);
        var shared = await api.NewProjectAsync();
        await shared.PutAsync("job.sh", "true\n");
        using var bob = server.ConnectAs("bob");
        var id = (await bob.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
        await api.PostAsync(
            $"/v4/projects/{shared.Id}/collaborators",
            new JsonObject { ["collaboratorId"] = id, ["projectRole"] = "Contributor" }
        );
        var blocker = await BlockAsync(api, await api.NewProjectAsync());
        var mine = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var project = await api.NewProjectAsync();
            await project.PutAsync("job.sh", "true\n");
            mine.Add(await project.StartAsync("job.sh"));
        }

        var (status, reply) = await bob.SendAsync(
            HttpMethod.Post,
            "/v4/jobs/start",
            new JsonObject { ["projectId"] = shared.Id, ["commandToRun"] = "job.sh" }.ToJsonString()
        );
        Assert.Equal(200, status);
        var bobs = reply!["id"]!.GetValue<string>();
        Assert.StartsWith("It is the next", await WaitsAsync(api, bobs), StringComparison.Ordinal);
        await blocker.Project.StopAsync(blocker.Job);
        foreach (var job in mine.Append(bobs))
        {
            await api.EndOfAsync(job);
        }

        Assert.Equal([bobs, .. mine], await StartOrderAsync(api, [.. mine, bobs]));
    }

    private static async Task<(TestProject Project, string Job)> BlockAsync(TestApi api, TestProject project)
    {
        await project.PutAsync("job.sh", "echo running\nsleep 1000\n");
        var job = await project.StartAsync("job.sh");
        await api.LineAsync(job, "running");
        return (project, job);
    }

    private static async Task<string> WaitsAsync(TestApi api, string job) =>
        (await api.JobAsync(job))["queuedJobHistoryDetails"]!["explanation"]!.GetValue<string>();

    private static async Task<List<string>> StartOrderAsync(TestApi api, IEnumerable<string> jobs)
    {
        var started = new List<(long At, string Job)>();
        foreach (var job in jobs)
        {
            started.Add(((await api.JobAsync(job))["stageTime"]!["runStartTime"]!.GetValue<long>(), job));
        }

        return [.. started.OrderBy(pair => pair.At).Select(pair => pair.Job)];
    }
}
