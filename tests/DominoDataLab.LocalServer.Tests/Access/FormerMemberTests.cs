using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>A user who has lost a role or was removed starts nothing any more, whatever was requested before.</summary>
public sealed class FormerMemberTests
{
    [Fact]
    public async Task A_queued_job_of_a_removed_collaborator_does_not_run_and_commits_nothing()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"));
        await team.PutAsync("ada", "ada", "shared", "wait.sh", "while [ ! -e \"$FLAG\" ]; do sleep 0.05; done\n");
        await team.PutAsync("ada", "ada", "shared", "write.sh", "echo taken > taken.txt\n");
        var flag = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        await team.SendAsync(
            "ada",
            HttpMethod.Post,
            $"/v4/projects/{project}/environmentVariables",
            new JsonObject { ["name"] = "FLAG", ["value"] = flag }
        );
        var first = await team.StartAsync("ada", project, "wait.sh");
        var second = await team.StartAsync("grace", project, "write.sh");
        await team.SendAsync("ada", HttpMethod.Delete, $"/v4/projects/{project}/collaborators/{await team.IdAsync("grace")}");
        await File.WriteAllTextAsync(flag, "", TestContext.Current.CancellationToken);
        try
        {
            await team.EndOfAsync("ada", first);
            var end = await team.EndOfAsync("ada", second);
            Assert.Equal("Error", (string?)end["statuses"]!["executionStatus"]);
            Assert.Contains("grace may no longer run anything in ada/shared", end.ToJsonString(), StringComparison.Ordinal);
            var head = (string)(await team.SendAsync("ada", HttpMethod.Get, $"/v4/projects/{project}/commits/head"))!["id"]!;
            var files = await team.SendAsync("ada", HttpMethod.Get, $"/v1/projects/ada/shared/files/{head}//");
            Assert.DoesNotContain("taken.txt", files!.ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(flag);
        }
    }

    [Fact]
    public async Task A_job_of_a_user_who_was_removed_does_not_run()
    {
        await using var team = await Team.StartAsync();
        var added = await team.SendAsync("root", HttpMethod.Post, "/local/users", new JsonObject { ["name"] = "temp" }, expected: 201);
        Assert.Equal("temp", (string?)added!["name"]);
        var project = await team.ProjectAsync("ada", "shared", "Private", ("temp", "Contributor"));
        await team.PutAsync("ada", "ada", "shared", "wait.sh", "while [ ! -e \"$FLAG\" ]; do sleep 0.05; done\n");
        var flag = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        await team.SendAsync(
            "ada",
            HttpMethod.Post,
            $"/v4/projects/{project}/environmentVariables",
            new JsonObject { ["name"] = "FLAG", ["value"] = flag }
        );
        var first = await team.StartAsync("ada", project, "wait.sh");
        var second = await team.StartAsync("temp", project, "wait.sh");
        await team.SendAsync("root", HttpMethod.Delete, "/local/users/temp", expected: 204);
        await File.WriteAllTextAsync(flag, "", TestContext.Current.CancellationToken);
        try
        {
            await team.EndOfAsync("ada", first);
            var end = await team.EndOfAsync("ada", second);
            Assert.Equal("Error", (string?)end["statuses"]!["executionStatus"]);
            Assert.Contains("was removed from the server", end.ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(flag);
        }
    }

    [Fact]
    public async Task A_schedule_of_a_user_who_was_removed_starts_no_jobs()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero));
        await using var team = await Team.StartAsync(time: clock);
        await team.SendAsync("root", HttpMethod.Post, "/local/users", new JsonObject { ["name"] = "temp" }, expected: 201);
        var project = await team.ProjectAsync("ada", "shared", "Private", ("temp", "Contributor"));
        foreach (var user in (string[])["temp", "ada"])
        {
            await team.SendAsync(
                user,
                HttpMethod.Post,
                $"/v4/projects/{project}/scheduledjobs",
                ScheduledJobs.EveryMinute("by " + user, await team.IdAsync(user))
            );
        }

        await team.SendAsync("root", HttpMethod.Delete, "/local/users/temp", expected: 204);

        // When the other schedule has started its second job, both had their turn.
        JsonArray jobs = [];
        for (var turn = 1; turn <= 2; turn++)
        {
            clock.Advance(TimeSpan.FromMinutes(2));
            jobs = await Eventually.GetAsync(
                async () => (await team.SendAsync("ada", HttpMethod.Get, $"/v4/jobs?projectId={project}"))!["jobs"]!.AsArray(),
                found => found.Count(job => (string?)job!["title"] == "by ada") >= turn,
                "the other schedule to start a job"
            );
        }

        Assert.DoesNotContain("by temp", jobs.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("collaborator")]
    [InlineData("role")]
    [InlineData("user")]
    [InlineData("organization")]
    public async Task What_runs_for_someone_who_loses_the_right_to_it_is_stopped_and_nothing_else(string loses)
    {
        await using var team = await Team.StartAsync();
        await team.SendAsync("root", HttpMethod.Post, "/local/users", new JsonObject { ["name"] = "temp" }, expected: 201);
        var temp = await team.IdAsync("temp");
        var members = new JsonArray(new JsonObject { ["id"] = temp, ["role"] = "Member" });
        var organization = (
            await team.SendAsync(
                "root",
                HttpMethod.Post,
                "/v4/organizations",
                new JsonObject { ["name"] = "visitors", ["members"] = members }
            )
        )!;
        var project =
            loses == "organization"
                ? await team.ProjectAsync("ada", "shared")
                : await team.ProjectAsync("ada", "shared", "Private", ("temp", "Contributor"));
        if (loses == "organization")
        {
            await team.SendAsync(
                "ada",
                HttpMethod.Post,
                $"/v4/projects/{project}/collaborators",
                new JsonObject { ["collaboratorId"] = (string?)organization["organizationUserId"], ["projectRole"] = "Contributor" }
            );
        }

        await team.PutAsync("ada", "ada", "shared", "wait.sh", "echo x >taken.txt; echo started; while :; do sleep 1; done\n");
        var job = await team.StartAsync("temp", project, "wait.sh");
        await Eventually.GetAsync(
            async () => (string?)(await team.SendAsync("ada", HttpMethod.Get, "/v4/jobs/" + job))!["statuses"]!["executionStatus"],
            status => status == "Running",
            "the job to run"
        );
        var (method, path, body, expected) = loses switch
        {
            "collaborator" => (HttpMethod.Delete, $"/v4/projects/{project}/collaborators/{temp}", null, 200),
            "role" => (
                HttpMethod.Patch,
                $"/v4/projects/{project}/collaboratorRole",
                new JsonObject { ["collaboratorId"] = temp, ["projectRole"] = "ResultsConsumer" },
                200
            ),
            "user" => (HttpMethod.Delete, "/local/users/temp", (JsonObject?)null, 204),
            _ => (
                HttpMethod.Delete,
                $"/api/organizations/v1/organizations/{(string?)organization["id"]}/user" + $"?memberToRemoveId={temp}",
                null,
                200
            ),
        };
        await team.SendAsync("root", method, path, body, expected);
        var end = await team.EndOfAsync("ada", job);
        Assert.Equal("Stopped", (string?)end["statuses"]!["executionStatus"]);
        var head = (string)(await team.SendAsync("ada", HttpMethod.Get, $"/v4/projects/{project}/commits/head"))!["id"]!;
        var files = await team.SendAsync("ada", HttpMethod.Get, $"/v1/projects/ada/shared/files/{head}//");
        Assert.DoesNotContain("taken.txt", files!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_changes_stops_no_job_of_others()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"), ("mallory", "Contributor"));
        await team.PutAsync("ada", "ada", "shared", "wait.sh", "until [ -e end ]; do sleep 0.05; done\n");
        var job = await team.StartAsync("grace", project, "wait.sh");
        await Eventually.GetAsync(
            async () => (string?)(await team.SendAsync("ada", HttpMethod.Get, "/v4/jobs/" + job))!["statuses"]!["executionStatus"],
            status => status == "Running",
            "the job to run"
        );
        await team.SendAsync("ada", HttpMethod.Delete, $"/v4/projects/{project}/collaborators/{await team.IdAsync("mallory")}");
        var after = await team.SendAsync("ada", HttpMethod.Get, "/v4/jobs/" + job);
        Assert.Equal("Running", (string?)after!["statuses"]!["executionStatus"]);
    }

    [Fact]
    public async Task A_contributor_changes_and_deletes_own_schedules_only()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"), ("mallory", "Contributor"));
        var path = $"/v4/projects/{project}/scheduledjobs";
        var body = ScheduledJobs.Daily(await team.IdAsync("grace"));
        var id = (string)(await team.SendAsync("grace", HttpMethod.Post, path, body))!["id"]!;
        await team.SendAsync("mallory", HttpMethod.Delete, $"{path}/{id}", expected: 403);

        // Nor does she get it by making it hers.
        var taken = ScheduledJobs.Daily(await team.IdAsync("mallory"));
        taken["isPaused"] = true;
        await team.SendAsync("mallory", HttpMethod.Put, $"{path}/{id}", taken, expected: 403);
        Assert.False((bool)(await team.SendAsync("grace", HttpMethod.Get, $"{path}/{id}"))!["isPaused"]!);
        Assert.Equal((false, true, true), (await CanEditAsync("mallory"), await CanEditAsync("grace"), await CanEditAsync("ada")));
        await team.SendAsync("grace", HttpMethod.Put, $"{path}/{id}", body);
        await team.SendAsync("grace", HttpMethod.Delete, $"{path}/{id}");

        async Task<bool> CanEditAsync(string user) =>
            (bool)(await team.SendAsync(user, HttpMethod.Get, path + "/forRequestingUser"))![0]!["canEdit"]!;
    }

    [Fact]
    public async Task An_owner_can_pause_the_schedule_of_a_colleague_but_a_contributor_cannot()
    {
        await using var team = await Team.StartAsync();
        var project = await team.ProjectAsync("ada", "shared", "Private", ("grace", "Contributor"), ("mallory", "Contributor"));
        var path = $"/v4/projects/{project}/scheduledjobs";
        var body = ScheduledJobs.EveryMinute("by grace", await team.IdAsync("grace"));
        var id = (string)(await team.SendAsync("grace", HttpMethod.Post, path, body))!["id"]!;
        body["isPaused"] = true;
        await team.SendAsync("mallory", HttpMethod.Put, $"{path}/{id}", body, expected: 403);
        var paused = await team.SendAsync("ada", HttpMethod.Put, $"{path}/{id}", body);
        Assert.True((bool)paused!["isPaused"]!);
    }
}
