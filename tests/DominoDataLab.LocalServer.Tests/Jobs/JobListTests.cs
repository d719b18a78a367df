using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

public sealed class JobListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_ordered_by_the_name_of_their_user()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { UserName = "mia", Users = [new("zoe"), new("ada")] },
            Ct
        );
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "true\n");
        foreach (var user in (string[])["zoe", "ada"])
        {
            using var http = server.ConnectAs(user);
            var id = (await http.ReadAsync("/v4/users/self"))["id"]!.GetValue<string>();
            await api.PostAsync(
                $"/v4/projects/{project.Id}/collaborators",
                new JsonObject { ["collaboratorId"] = id, ["projectRole"] = "Contributor" }
            );
            var body = new JsonObject { ["projectId"] = project.Id, ["commandToRun"] = "job.sh" };
            Assert.Equal(200, (await http.SendAsync(HttpMethod.Post, "/v4/jobs/start", body.ToJsonString())).Status);
        }

        await project.StartAsync("job.sh");

        // zoe's is job 1, ada's job 2, and mia's job 3.
        Assert.Equal([2, 3, 1], await NumbersAsync(api, project, "order_by=user&sort_by=asc"));
        Assert.Equal([1, 3, 2], await NumbersAsync(api, project, "order_by=user&sort_by=desc"));
    }

    [Fact]
    public async Task Pages_counts_and_names_of_statistics_are_those_of_the_jobs_that_fit()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        foreach (var value in (string[])["10", "9", "\"text\""])
        {
            await project.RunAsync($"echo '{{\"score\": {value}}}' >dominostats.json\n");
        }

        var failed = await project.RunAsync("exit 1\n");
        await api.PostAsync("/v4/jobs/archive", new JsonObject { ["jobId"] = failed["id"]!.GetValue<string>() });
        var page = await api.GetAsync($"/v4/jobs?projectId={project.Id}&page_size=2&page_no=2&order_by=number&sort_by=asc");
        Assert.Equal(3, page["totalCount"]!.GetValue<int>());
        Assert.Equal([3], page["jobs"]!.AsArray().Select(job => job!["number"]!.GetValue<int>()));
        Assert.Equal(["score"], page["dominoStatColumns"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal([4], await NumbersAsync(api, project, "status=archived"));
        Assert.Equal([4, 3, 2, 1], await NumbersAsync(api, project, "status=completed&show_archived=true"));
        Assert.Equal([], await NumbersAsync(api, project, "status=active&show_archived=true"));

        // A job without the statistic comes first, then numbers by size, then texts.
        const string ByScore = "show_archived=true&order_by=dominoStatsField&dominoStatsSortFieldName=score&sort_by=asc";
        Assert.Equal([4, 2, 1, 3], await NumbersAsync(api, project, ByScore));
    }

    private static async Task<List<int>> NumbersAsync(TestApi api, TestProject project, string query) =>
        [
            .. (await api.GetAsync($"/v4/jobs?projectId={project.Id}&page_size=100&{query}"))["jobs"]!
                .AsArray()
                .Select(job => job!["number"]!.GetValue<int>()),
        ];
}
