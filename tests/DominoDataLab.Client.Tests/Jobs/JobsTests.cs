using System.Text;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class JobsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<ProjectClient> WithScriptAsync(string script)
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadTextAsync(script, "job.sh", cancellationToken: Ct);
        return project;
    }

    [Fact]
    public async Task A_job_gets_its_arguments_and_its_changed_files_become_the_output_commit()
    {
        var project = await WithScriptAsync("mkdir results; printf '%s|' \"$@\" > results/arguments.txt\n");
        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh one 'two words' three\\ four" }, null, Ct);
        using var reader = new StreamReader(await project.Files.OpenReadAsync("results/arguments.txt", job.OutputCommitId, Ct));
        Assert.Equal("one|two words|three four|", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task The_log_has_every_line_once_and_in_order()
    {
        var project = await WithScriptAsync("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i; done\n");
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "job.sh" }, Ct);
        var lines = new List<string>();
        await foreach (var line in domino.Client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct))
        {
            if (line.Type == LogType.Stdout)
            {
                lines.Add(line.Text);
            }
        }

        Assert.Equal(Enumerable.Range(1, 3000).Select(i => $"line {i}"), lines);
    }

    [Fact]
    public async Task The_log_is_live_while_the_job_runs()
    {
        var project = await WithScriptAsync("echo ready; sleep 600\n");
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "job.sh" }, Ct);
        await foreach (var line in domino.Client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct))
        {
            if (line.Text == "ready")
            {
                break;
            }
        }

        Assert.False((await domino.Client.Jobs.GetAsync(job.Id, Ct)).IsCompleted);
        await project.Jobs.StopAsync(job.Id, keepResults: false, Ct);
        Assert.Equal(JobStatus.Stopped, (await domino.Client.Jobs.WaitForCompletionAsync(job.Id, null, Ct)).Status);
    }

    [Fact]
    public async Task Waiting_for_success_of_a_failed_job_throws_with_exit_code_and_the_end_of_its_log()
    {
        var project = await WithScriptAsync("echo last words >&2; exit 3\n");
        var error = await Assert.ThrowsAsync<JobFailedException>(() =>
            project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh" }, null, Ct)
        );
        Assert.Equal(JobStatus.Failed, error.Job.Status);
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.LastLogLines, line => line.Text == "last words" && line.Type == LogType.Stderr);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_an_error_that_names_it()
    {
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<JobFailedException>(() =>
            project.Jobs.RunAsync(new StartJobRequest { Command = "no-such-program" }, null, Ct)
        );
        Assert.Equal(JobStatus.Error, error.Job.Status);
        Assert.Contains("no-such-program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_finds_its_server_by_its_environment()
    {
        var project = await WithScriptAsync("echo $DOMINO_API_HOST $DOMINO_RUN_NUMBER $DOMINO_PROJECT_NAME\n");
        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "job.sh" }, null, Ct);
        using var reader = new StreamReader(await project.Files.OpenReadAsync("results/stdout.txt", job.OutputCommitId, Ct));
        Assert.StartsWith(
            domino.Address.GetLeftPart(UriPartial.Authority) + " 1 p",
            await reader.ReadToEndAsync(Ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_job_is_stopped_by_its_id_alone_and_keeps_no_results_if_told_so()
    {
        var project = await domino.NewProjectAsync(Ct);
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "sh -c 'echo x > made; sleep 300'" }, Ct);
        await domino.Client.Jobs.StopAsync(job.Id, keepResults: false, Ct);
        var ended = await domino.Client.Jobs.WaitForCompletionAsync(job.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        Assert.Equal((JobStatus.Stopped, null), (ended.Status, ended.OutputCommitId));
    }

    [Fact]
    public async Task A_job_is_started_once_more_on_its_own_commit_or_on_the_newest()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadAsync([1], "f", cancellationToken: Ct);
        var first = await project.Jobs.RunAsync(new StartJobRequest { Command = "true", Title = "again" }, null, Ct);
        await project.Files.UploadAsync([2], "f", cancellationToken: Ct);
        var same = await domino.Client.Jobs.RestartAsync(first.Id, cancellationToken: Ct);
        var newest = await domino.Client.Jobs.RestartAsync(first.Id, useOriginalInputCommit: false, Ct);
        Assert.Equal(
            (2, 3, "true"),
            (same.Number, newest.Number, (await domino.Client.Jobs.WaitForSuccessAsync(newest.Id, null, Ct)).Command)
        );
        Assert.Equal(first.CommitDetails?.InputCommitId, (await domino.Client.Jobs.GetAsync(same.Id, Ct)).CommitDetails?.InputCommitId);
        Assert.NotEqual(
            first.CommitDetails?.InputCommitId,
            (await domino.Client.Jobs.GetAsync(newest.Id, Ct)).CommitDetails?.InputCommitId
        );
    }

    [Fact]
    public async Task A_job_that_failed_has_a_problem_and_one_that_succeeded_has_none()
    {
        var project = await domino.NewProjectAsync(Ct);
        var good = await project.Jobs.RunAsync(new StartJobRequest { Command = "true" }, null, Ct);
        var bad = await project.Jobs.StartAsync(new StartJobRequest { Command = "no-such-program" }, Ct);
        await domino.Client.Jobs.WaitForCompletionAsync(bad.Id, null, Ct);
        Assert.Null(await domino.Client.Jobs.FindSuggestionAsync(good.Id, Ct));
        Assert.False(string.IsNullOrEmpty((await domino.Client.Jobs.FindSuggestionAsync(bad.Id, Ct))?.Description));
    }

    [Fact]
    public async Task Listing_gives_every_job_across_pages_newest_first()
    {
        var project = await domino.NewProjectAsync(Ct);
        for (var i = 0; i < 5; i++)
        {
            await project.Jobs.StartAsync(new StartJobRequest { Command = "true" }, Ct);
        }

        var numbers = new List<int>();
        await foreach (var job in project.Jobs.ListAsync(new JobQuery { PageSize = 2 }, Ct))
        {
            numbers.Add(job.Number);
        }

        Assert.Equal([5, 4, 3, 2, 1], numbers);
    }

    [Theory]
    [InlineData("tier", null, null)]
    [InlineData(null, "environment", null)]
    [InlineData(null, null, "0000000000000000000000000000000000000000")]
    public async Task A_tier_environment_or_commit_that_does_not_exist_is_named_and_no_job_is_started(
        string? tier,
        string? environment,
        string? commit
    )
    {
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            project.Jobs.StartAsync(
                new StartJobRequest
                {
                    Command = "true",
                    HardwareTier = tier,
                    Environment = environment,
                    CommitId = commit,
                },
                Ct
            )
        );
        Assert.Equal(tier ?? environment ?? commit, error.Name);
        await foreach (var job in project.Jobs.ListAsync(null, Ct))
        {
            Assert.Fail($"Job {job.Number} was started.");
        }
    }

    [Fact]
    public async Task An_empty_command_is_refused_before_anything_is_sent()
    {
        using var nowhere = domino.Connect(host: new Uri("http://127.0.0.1:9"));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            nowhere.Project("a/b").Jobs.StartAsync(new StartJobRequest { Command = " " }, Ct)
        );
    }

    [Fact]
    public async Task A_run_that_changed_nothing_still_names_an_output_commit()
    {
        var project = await domino.NewProjectAsync(Ct);
        var id = await project.Runs.StartAsync(new StartRunRequest { Command = ["echo hello world"], IsDirect = true }, Ct);
        await domino.Client.Jobs.WaitForSuccessAsync(id, null, Ct);
        Assert.NotNull((await project.Runs.GetAsync(id, Ct)).OutputCommitId);
        Assert.Contains("hello world", (await project.Runs.GetLogAsync(id, Ct)).Stdout, StringComparison.Ordinal);
    }
}
