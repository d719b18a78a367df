using System.Net;
using System.Text;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class JobNotesTests(DominoFixture domino)
{
    private static readonly WaitOptions Enough = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DominoClient Client => domino.Client;

    [Fact]
    public async Task Tags_are_put_on_and_taken_off_and_find_their_jobs()
    {
        var project = await domino.NewProjectAsync(Ct);
        Job first = await StartAsync(project, "true"),
            second = await StartAsync(project, "true");
        var tag = await Client.Jobs.Tags.AddAsync(first.Id, "blue & green", Ct);
        Assert.Equal(tag, await Client.Jobs.Tags.AddAsync(first.Id, "blue & green", Ct));
        Assert.Equal(tag.Id, (await Client.Jobs.Tags.AddAsync(second.Id, "blue & green", Ct)).Id);
        Assert.Equal(tag, Assert.Single(await Client.Jobs.Tags.ListAsync(first.Id, Ct).ToListAsync(Ct)));
        Assert.Equal("blue & green", Assert.Single((await Client.Jobs.GetAsync(first.Id, Ct)).Tags).Name);

        Assert.True(await Client.Jobs.Tags.RemoveAsync(second.Id, "blue & green", Ct));
        Assert.False(await Client.Jobs.Tags.RemoveAsync(second.Id, "blue & green", Ct));
        Assert.Equal(first.Id, Assert.Single(await project.Jobs.ListAsync(new JobQuery { Tag = "blue & green" }, Ct).ToListAsync(Ct)).Id);
        Assert.Empty(await project.Jobs.ListAsync(new JobQuery { Tag = "blue" }, Ct).ToListAsync(Ct));
        Assert.Equal(
            ["blue & green"],
            await Client.Jobs.Tags.ListForProjectAsync(await project.GetIdAsync(Ct), Ct).Select(known => known.Name).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task Comments_are_kept_in_order_and_counted_and_their_author_removes_them()
    {
        var project = await domino.NewProjectAsync(Ct);
        var job = await StartAsync(project, "true");
        var first = await Client.Jobs.Comments.AddAsync(job.Id, "looks good", Ct);
        await Client.Jobs.Comments.AddAsync(job.Id, "ünd noch \"eins\"", Ct);
        Assert.Equal((domino.UserName, "looks good"), (first.AuthorName, first.Text));
        Assert.Equal(
            ["looks good", "ünd noch \"eins\""],
            await Client.Jobs.Comments.ListAsync(job.Id, Ct).Select(comment => comment.Text).ToListAsync(Ct)
        );
        Assert.Equal(2, (await Client.Jobs.GetAsync(job.Id, Ct)).CommentsCount);
        await Client.Jobs.Comments.DeleteAsync(job.Id, first.Id, Ct);
        Assert.Equal(
            ["ünd noch \"eins\""],
            await Client.Jobs.Comments.ListAsync(job.Id, Ct).Select(comment => comment.Text).ToListAsync(Ct)
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => Client.Jobs.Comments.DeleteAsync(job.Id, first.Id, Ct))).StatusCode
        );
    }

    [Fact]
    public async Task A_job_gets_another_title_and_an_archived_one_leaves_the_lists()
    {
        var project = await domino.NewProjectAsync(Ct);
        var job = await StartAsync(project, "sleep 300");
        Assert.Equal("Better", (await Client.Jobs.RenameAsync(job.Id, "Better", Ct)).Title);
        Assert.Contains(
            "has not ended",
            (await Assert.ThrowsAsync<DominoApiException>(() => Client.Jobs.ArchiveAsync(job.Id, Ct))).Message,
            StringComparison.Ordinal
        );
        await project.Jobs.StopAsync(job.Id, cancellationToken: Ct);
        await Client.Jobs.WaitForCompletionAsync(job.Id, Enough, Ct);
        Assert.True((await Client.Jobs.ArchiveAsync(job.Id, Ct)).Statuses.IsArchived);
        Assert.Empty(await project.Jobs.ListAsync(null, Ct).ToListAsync(Ct));
        Assert.Equal(
            "Better",
            Assert.Single(await project.Jobs.ListAsync(new JobQuery { IncludeArchived = true }, Ct).ToListAsync(Ct)).Title
        );
        Assert.Single(await project.Jobs.ListAsync(new JobQuery { Status = JobStatusFilter.Archived }, Ct).ToListAsync(Ct));
        Assert.True((await Client.Jobs.GetAsync(job.Id, Ct)).Statuses.IsArchived);
    }

    [Fact]
    public async Task Statistics_are_numbers_or_texts_and_order_the_list()
    {
        var project = await domino.NewProjectAsync(Ct);
        using var script = new MemoryStream(
            Encoding.UTF8.GetBytes("echo \"{\\\"accuracy\\\":$1,\\\"model\\\":\\\"tree\\\"}\" > dominostats.json\n")
        );
        await project.Files.UploadAsync(script, "train.sh", cancellationToken: Ct);
        foreach (var accuracy in (string[])["0.9", "10", "0.95"])
        {
            await Client.Jobs.WaitForSuccessAsync((await StartAsync(project, $"train.sh {accuracy}")).Id, Enough, Ct);
        }

        var jobs = await project
            .Jobs.ListAsync(
                new JobQuery
                {
                    OrderBy = JobOrder.Statistic,
                    OrderByStatistic = "accuracy",
                    Ascending = true,
                },
                Ct
            )
            .ToListAsync(Ct);
        Assert.Equal([0.9, 0.95, 10], jobs.Select(job => job.FindStatistic("accuracy")?.Number));
        Assert.Equal(("tree", null), (jobs[0].FindStatistic("model")?.Value, jobs[0].FindStatistic("model")?.Number));
        Assert.Null(jobs[0].FindStatistic("nothing"));
    }

    [Fact]
    public async Task A_job_that_failed_is_explained_with_its_way_its_reason_and_the_end_of_its_log()
    {
        var project = await domino.NewProjectAsync(Ct);
        var job = await StartAsync(project, "bash -c 'seq 1 50; exit 3'");
        await Client.Jobs.WaitForCompletionAsync(job.Id, Enough, Ct);
        var why = await Client.Jobs.ExplainAsync(job.Id, logLines: 2, Ct);
        Assert.Contains("exit code 3", why.Job.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", why.Suggestion?.Description, StringComparison.Ordinal);
        Assert.Equal((3, why.Suggestion?.HelpLink), (why.Job.ExitCode, why.Job.Failure?.HelpLink));
        Assert.True(why.Job.Duration > TimeSpan.Zero);
        Assert.Null(why.QueueReason);
        Assert.Equal(["50", "The command ended with exit code 3."], why.LastLogLines.Select(line => line.Text));
        Assert.Equal(
            ["Acknowledged", "NodeAssigned", "FilesPrepared", "UserCodeLaunched", "UserFilesSaved", "ResourcesDeleted"],
            why.Checkpoints.Select(step => step.CheckpointName)
        );
        Assert.All(why.Checkpoints, step => Assert.Equal(JobCheckpointStatus.Completed, step.Status));
        Assert.Equal(why.Checkpoints.OrderBy(step => step.CompletedAt), why.Checkpoints);
    }

    [Fact]
    public async Task A_job_that_could_not_start_broke_at_the_step_that_it_did_not_reach()
    {
        var project = await domino.NewProjectAsync(Ct);
        var job = await StartAsync(project, "no-such-program");
        await Client.Jobs.WaitForCompletionAsync(job.Id, Enough, Ct);
        var broken = Assert.Single(
            (await Client.Jobs.ExplainAsync(job.Id, cancellationToken: Ct)).Checkpoints,
            step => step.Status == JobCheckpointStatus.Error
        );
        Assert.Equal("UserCodeLaunched", broken.CheckpointName);
        Assert.Contains("no-such-program", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_waits_says_for_what()
    {
        await using var server = await DominoFixture.StartServerAsync(
            "a server that runs one job at once",
            new LocalDominoOptions { MaxConcurrentJobs = 1 }
        );
        using var client = domino.Connect(server.ApiKey, server.Address);
        var project = client.Project($"{server.UserName}/quick-start");
        await StartAsync(project, "sleep 300");
        var why = await client.Jobs.ExplainAsync((await StartAsync(project, "true")).Id, cancellationToken: Ct);
        Assert.Contains("at most 1 run at once", why.QueueReason, StringComparison.Ordinal);
        Assert.Equal(JobCheckpointStatus.Pending, why.Checkpoints[1].Status);
        Assert.Null(why.Job.Failure);
    }

    [Fact]
    public async Task What_a_job_uses_is_measured_while_it_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Use is measured from /proc, which only Linux has.");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await DominoFixture.StartServerAsync("a clock", new LocalDominoOptions { TimeProvider = clock });
        using var client = domino.Connect(server.ApiKey, server.Address);
        var project = client.Project($"{server.UserName}/quick-start");
        using var script = new MemoryStream(
            Encoding.UTF8.GetBytes("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; sleep 300\n")
        );
        await project.Files.UploadAsync(script, "busy.sh", cancellationToken: Ct);
        var job = await StartAsync(project, "busy.sh");
        await foreach (var line in client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct))
        {
            if (line.Text == "done")
            {
                break;
            }
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        var sample = Assert.Single(await client.Jobs.ListUsageAsync(job.Id, Ct).ToListAsync(Ct));
        Assert.InRange(sample.CpuPercent, 0.1, 1000);
        Assert.InRange(sample.MemoryGiB, 0.0001, 4);
        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), sample.MeasuredAt?.ToUnixTimeMilliseconds());
        Assert.Equal(sample.CpuPercent, (await client.Jobs.GetAsync(job.Id, Ct)).Usage?.CpuPercent);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, await client.Jobs.ListUsageAsync(job.Id, Ct).CountAsync(Ct));
    }

    [Fact]
    public async Task A_user_who_can_only_view_a_job_reads_its_comments_and_writes_none()
    {
        await using var server = await DominoFixture.StartServerAsync("known users");
        using var owner = domino.Connect(server.ApiKey, server.Address);
        using var stranger = domino.Connect(server.GetApiKey("collaborator"), server.Address);
        var job = await StartAsync(owner.Project($"{server.UserName}/quick-start"), "true");
        await owner.Jobs.WaitForSuccessAsync(job.Id, Enough, Ct);
        await owner.Jobs.Tags.AddAsync(job.Id, "t", Ct);
        Assert.Single(await stranger.Jobs.Tags.ListAsync(job.Id, Ct).ToListAsync(Ct));
        foreach (
            var attempt in new Func<Task>[]
            {
                () => stranger.Jobs.Tags.AddAsync(job.Id, "u", Ct),
                () => stranger.Jobs.Tags.RemoveAsync(job.Id, "t", Ct),
                () => stranger.Jobs.Comments.AddAsync(job.Id, "hm", Ct),
                () => stranger.Jobs.RenameAsync(job.Id, "mine", Ct),
                () => stranger.Jobs.ArchiveAsync(job.Id, Ct),
            }
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<DominoApiException>(attempt)).StatusCode);
        }

        var after = await owner.Jobs.GetAsync(job.Id, Ct);
        Assert.Equal((1, 0, false), (after.Tags.Count, after.CommentsCount, after.Statuses.IsArchived));
    }

    [Fact]
    public async Task Notes_and_what_was_measured_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("notes-");
        try
        {
            string id;
            await using (
                var server = await DominoFixture.StartServerAsync("restarts", new LocalDominoOptions { DataFolder = folder.FullName })
            )
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                id = (await StartAsync(client.Project($"{server.UserName}/quick-start"), "true")).Id;
                await client.Jobs.WaitForSuccessAsync(id, Enough, Ct);
                await client.Jobs.Tags.AddAsync(id, "kept", Ct);
                await client.Jobs.Comments.AddAsync(id, "kept too", Ct);
                await client.Jobs.ArchiveAsync(id, Ct);
            }

            await using var again = await DominoFixture.StartServerAsync(
                "restarts",
                new LocalDominoOptions { DataFolder = folder.FullName }
            );
            using var reader = domino.Connect(again.ApiKey, again.Address);
            var job = await reader.Jobs.GetAsync(id, Ct);
            Assert.Equal(("kept", 1, true), (Assert.Single(job.Tags).Name, job.CommentsCount, job.Statuses.IsArchived));
            Assert.All(
                await reader.Jobs.ListCheckpointsAsync(id, Ct).ToListAsync(Ct),
                step => Assert.Equal(JobCheckpointStatus.Completed, step.Status)
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<Job> StartAsync(ProjectClient project, string command) =>
        project.Jobs.StartAsync(new StartJobRequest { Command = command }, Ct);
}
