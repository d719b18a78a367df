using System.Net;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.ScheduledJobs;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.ScheduledJobs;

/// <summary>Each test has a server with a clock of its own, which stands still until it is moved.</summary>
public sealed class ScheduledJobsTests : IAsyncLifetime
{
    private static readonly WaitOptions Enough = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("schedules-");
    private LocalDomino _server = null!;
    private DominoClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ProjectClient Project => _client.Project($"{_server.UserName}/quick-start");

    public async ValueTask InitializeAsync() => await StartServerAsync();

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_scheduled_job_is_read_back_as_it_was_made()
    {
        var made = await Project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "Nightly",
                Command = "main.py 10",
                Cron = "0 30 2 * * ?",
                TimeZone = "Europe/Berlin",
                AllowConcurrentExecution = true,
                HardwareTier = "Medium",
                NotifyOnCompleteEmailAddresses = ["a@example.com"],
            },
            Ct
        );
        var read = await Project.ScheduledJobs.GetAsync(made.Id, Ct);
        Assert.Equal(
            ("Nightly", "main.py 10", "0 30 2 * * ?", "Europe/Berlin"),
            (read.Title, read.Command, read.Schedule.CronString, read.TimeZone)
        );
        Assert.Equal(
            ("medium-k8s", "Medium", true, false),
            (read.HardwareTierId, read.HardwareTierName, read.AllowConcurrentExecution, read.IsPaused)
        );
        Assert.Equal(
            (RevisionChoice.Active, _server.UserName, _clock.GetUtcNow()),
            (read.EnvironmentRevision, read.ScheduledByUserName, read.CreatedAt)
        );
        Assert.Equal(["a@example.com"], read.NotifyOnCompleteEmailAddresses);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 1, 30, 0, TimeSpan.Zero), read.NextTimes(_clock.GetUtcNow()).First());
        Assert.Equal(made.Id, Assert.Single(await Project.ScheduledJobs.ListAsync(Ct).ToListAsync(Ct)).Id);
    }

    [Fact]
    public async Task It_starts_ordinary_jobs_at_its_times_and_says_that_a_schedule_did()
    {
        var made = await CreateAsync("0 0 12 ? * THU-FRI", "echo fired");
        _clock.Advance(TimeSpan.FromHours(11.9));
        Assert.Empty(await JobsAsync());
        _clock.Advance(TimeSpan.FromHours(0.2));
        var job = await _client.Jobs.WaitForSuccessAsync(Assert.Single(await JobsAsync()).Id, Enough, Ct);
        Assert.Equal((made.Title, "echo fired", true), (job.Title, job.Command, job.Statuses.IsScheduled));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, (await JobsAsync()).Count);
        Assert.False((await Project.Jobs.StartAsync(new StartJobRequest { Command = "true" }, Ct)).Statuses.IsScheduled);
        Assert.False((await _client.Jobs.RestartAsync(job.Id, cancellationToken: Ct)).Statuses.IsScheduled);
    }

    [Theory]
    [InlineData("0 0 12 ? * 2/2", "UTC")]
    [InlineData("0 0 12 ? * 6,1", "UTC")]
    [InlineData("0 15 10 ? * SAT-MON", "Asia/Kolkata")]
    [InlineData("0 0 12 ? * 6L", "UTC")]
    [InlineData("0 0 12 ? * MON#3", "UTC")]
    [InlineData("0 0 12 ? * L", "UTC")]
    [InlineData("0 30 2 29 MAR ?", "Europe/Berlin")]
    [InlineData("0 0 0 LW * ?", "America/New_York")]
    [InlineData("30 /20 5 * * ?", "UTC")]
    public async Task It_fires_when_the_preview_says(string cron, string zone)
    {
        var made = await Project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "t",
                Command = "true",
                Cron = cron,
                TimeZone = zone,
                AllowConcurrentExecution = true,
            },
            Ct
        );
        var times = made.NextTimes(_clock.GetUtcNow()).Take(3).ToList();
        for (var i = 0; i < times.Count; i++)
        {
            // What the server does every minute it would do for each minute of the years between.
            await StopServerAsync();
            _clock.SetUtcNow(times[i].AddSeconds(-1));
            await StartServerAsync();
            Assert.Equal(i, (await JobsAsync()).Count);
            _clock.SetUtcNow(times[i]);
            await _client.Jobs.WaitForCompletionAsync((await JobsAsync())[0].Id, Enough, Ct);
            Assert.Equal(i + 1, (await JobsAsync()).Count);
        }
    }

    [Fact]
    public async Task It_runs_on_what_the_project_s_settings_say_unless_it_names_something_else()
    {
        var names = await Task.WhenAll(
            ((string[])["ours", "other"]).Select(async name =>
            {
                var made = await _client.Environments.CreateAsync(
                    new CreateEnvironmentRequest { Name = name, Visibility = EnvironmentVisibility.Private },
                    Ct
                );
                await _client.Environments.WaitForBuildAsync(made.Id, Enough, Ct);
                return name;
            })
        );
        var unnamed = await CreateAsync("0 0 * * * ?", "true");
        await Project.Settings.UpdateAsync(
            new UpdateProjectSettingsRequest { DefaultEnvironment = names[0], DefaultHardwareTier = "Medium" },
            Ct
        );
        await CreateAsync("0 30 * * * ?", "true");
        await Project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "other",
                Command = "true",
                Cron = "0 45 * * * ?",
                Environment = names[1],
                HardwareTier = "Small",
            },
            Ct
        );
        _clock.Advance(TimeSpan.FromHours(1));
        var ran = new List<(string?, string?)>();
        foreach (var job in (await JobsAsync()).OrderBy(job => job.Number))
        {
            var details = await _client.Jobs.GetRuntimeDetailsAsync(job.Id, Ct);
            ran.Add((details.Environment?.EnvironmentName, details.HardwareTier?.Name));
        }

        // The first one was made before: its tier was written down then, its environment was left to the project.
        Assert.Equal([("other", "Small"), ("ours", "Medium"), ("ours", "Small")], ran.Order());
    }

    [Fact]
    public async Task A_concurrent_one_starts_again_while_its_last_job_runs()
    {
        await CreateAsync("0 0 * * * ?", "sleep 300", concurrent: true);
        _clock.Advance(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, (await JobsAsync()).Count(job => !job.IsCompleted));
    }

    [Fact]
    public async Task A_sequential_one_waits_for_the_end_of_its_last_job_and_makes_up_for_missed_times_once()
    {
        await CreateAsync("0 0 * * * ?", "sleep 300");
        _clock.Advance(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        var first = Assert.Single(await JobsAsync());
        await Project.Jobs.StopAsync(first.Id, cancellationToken: Ct);
        await _client.Jobs.WaitForCompletionAsync(first.Id, Enough, Ct);

        // The end of a job is recorded just before the next one starts.
        var all = await Eventually.GetAsync(JobsAsync, jobs => jobs.Count >= 2, "the next job to start");
        Assert.Equal([2, 1], all.Select(job => job.Number));
    }

    [Fact]
    public async Task A_paused_one_starts_nothing_until_it_is_resumed_and_then_only_at_its_next_time()
    {
        var made = await CreateAsync("0 0 * * * ?", "true");
        Assert.True((await Project.ScheduledJobs.PauseAsync(made.Id, Ct)).IsPaused);
        _clock.Advance(TimeSpan.FromHours(5.5));
        Assert.Empty(await JobsAsync());
        Assert.Empty((await Project.ScheduledJobs.GetAsync(made.Id, Ct)).NextTimes(_clock.GetUtcNow()));
        Assert.False((await Project.ScheduledJobs.ResumeAsync(made.Id, Ct)).IsPaused);
        Assert.Empty(await JobsAsync());
        _clock.Advance(TimeSpan.FromHours(0.5));
        Assert.Single(await JobsAsync());
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_keeps_the_rest()
    {
        var project = Project;
        var made = await project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "Old",
                Command = "true",
                Cron = "0 0 * * * ?",
                Cluster = new ComputeCluster
                {
                    Type = "MPI",
                    Environment = "Domino Standard Environment",
                    WorkerHardwareTier = "small-k8s",
                    WorkerCount = 2,
                },
                Data = new ScheduledJobData { SnapshotDatasetsOnCompletion = true },
            },
            Ct
        );
        var changed = await project.ScheduledJobs.UpdateAsync(
            made.Id,
            new UpdateScheduledJobRequest
            {
                Title = "New",
                Cron = "0 30 * * * ?",
                HardwareTier = "Large",
                EnvironmentRevision = RevisionChoice.Latest,
            },
            Ct
        );
        Assert.Equal(
            ("New", "true", "0 30 * * * ?", "large-k8s", RevisionChoice.Latest),
            (changed.Title, changed.Command, changed.Schedule.CronString, changed.HardwareTierId, changed.EnvironmentRevision)
        );
        Assert.True(changed.Data?.SnapshotDatasetsOnCompletion);
        Assert.Equal("MPI", changed.Extra!["computeClusterProperties"].GetProperty("clusterType").GetString());
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("New", Assert.Single(await JobsAsync()).Title);
    }

    [Fact]
    public async Task A_deleted_one_starts_nothing_and_its_jobs_stay()
    {
        var made = await CreateAsync("0 0 * * * ?", "true");
        _clock.Advance(TimeSpan.FromHours(1));
        await Project.ScheduledJobs.DeleteAsync(made.Id, Ct);
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.True(Assert.Single(await JobsAsync()).Statuses.IsScheduled);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<DominoNotFoundException>(() => Project.ScheduledJobs.GetAsync(made.Id, Ct))).StatusCode
        );
    }

    [Fact]
    public async Task It_survives_a_restart_and_makes_up_once_for_the_times_in_between()
    {
        await CreateAsync("0 0 * * * ?", "true");
        await StopServerAsync();
        _clock.Advance(TimeSpan.FromHours(3.5));
        await StartServerAsync();
        Assert.Single(await JobsAsync());
        _clock.Advance(TimeSpan.FromHours(0.5));
        await _client.Jobs.WaitForCompletionAsync((await JobsAsync())[^1].Id, Enough, Ct);

        // The second job waits for the end of the first, which is recorded just before.
        await Eventually.HoldsAsync(async () => (await JobsAsync()).Count >= 2, "the second job to start");
        await StopServerAsync();
        await StartServerAsync();
        Assert.Equal(2, (await JobsAsync()).Count);
    }

    [Fact]
    public async Task One_that_can_not_start_its_job_keeps_no_other_from_its_time_and_goes_on_itself()
    {
        var tierless = await Project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "tierless",
                Command = "true",
                Cron = "0 0 * * * ?",
                HardwareTier = "Medium",
            },
            Ct
        );
        await CreateAsync("0 0 1 * * ?", "true");
        await StopServerAsync();
        await StartServerAsync([new("small-k8s", "Small", 1, 4)]);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("by the clock", Assert.Single(await JobsAsync()).Title);
        await Project.ScheduledJobs.UpdateAsync(tierless.Id, new UpdateScheduledJobRequest { HardwareTier = "Small" }, Ct);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("tierless", (await JobsAsync())[0].Title);
    }

    [Fact]
    public async Task An_archived_project_s_schedules_start_nothing()
    {
        var owner = await _client.Projects.CreateAsync(new CreateProjectRequest { Name = "old" }, Ct);
        await _client
            .Project(owner.Id)
            .ScheduledJobs.CreateAsync(
                new CreateScheduledJobRequest
                {
                    Title = "t",
                    Command = "sleep 300",
                    Cron = "0 0 * * * ?",
                },
                Ct
            );
        await _client.Projects.ArchiveAsync(owner.Id, Ct);
        await CreateAsync("0 0 1 * * ?", "true");
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("by the clock", Assert.Single(await JobsAsync()).Title);
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_sent()
    {
        var valid = new CreateScheduledJobRequest
        {
            Title = "t",
            Command = "c",
            Cron = "0 0 * * * ?",
        };
        foreach (
            var (request, part) in new[]
            {
                (valid with { Title = " " }, "title"),
                (valid with { Command = "" }, "command"),
                (valid with { Cron = "0 * * * *" }, "5 fields"),
                (valid with { TimeZone = "Mars/Olympus" }, "Mars/Olympus"),
            }
        )
        {
            Assert.Contains(
                part,
                (await Assert.ThrowsAsync<ArgumentException>(() => Project.ScheduledJobs.CreateAsync(request, Ct))).Message,
                StringComparison.Ordinal
            );
        }

        Assert.Contains(
            "Small (small-k8s)",
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                    Project.ScheduledJobs.CreateAsync(valid with { HardwareTier = "huge" }, Ct)
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(await Project.ScheduledJobs.ListAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Who_may_only_look_at_the_project_may_look_and_not_schedule()
    {
        var made = await CreateAsync("0 0 * * * ?", "true");
        using var stranger = new DominoClient(
            new DominoClientOptions { Host = _server.Address.AbsoluteUri, ApiKey = _server.GetApiKey("collaborator") }
        );
        var project = stranger.Project($"{_server.UserName}/quick-start");
        Assert.Equal(made.Id, (await project.ScheduledJobs.GetAsync(made.Id, Ct)).Id);
        foreach (
            var attempt in new Func<Task>[]
            {
                () =>
                    project.ScheduledJobs.CreateAsync(
                        new CreateScheduledJobRequest
                        {
                            Title = "t",
                            Command = "c",
                            Cron = "0 0 * * * ?",
                        },
                        Ct
                    ),
                () => project.ScheduledJobs.PauseAsync(made.Id, Ct),
                () => project.ScheduledJobs.DeleteAsync(made.Id, Ct),
            }
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<DominoApiException>(attempt)).StatusCode);
        }

        Assert.False((await Project.ScheduledJobs.GetAsync(made.Id, Ct)).IsPaused);
    }

    private Task<ScheduledJob> CreateAsync(string cron, string command, bool concurrent = false) =>
        Project.ScheduledJobs.CreateAsync(
            new CreateScheduledJobRequest
            {
                Title = "by the clock",
                Command = command,
                Cron = cron,
                AllowConcurrentExecution = concurrent,
            },
            Ct
        );

    private async Task<List<Job>> JobsAsync() => await Project.Jobs.ListAsync(null, Ct).ToListAsync(Ct);

    private async Task StartServerAsync(IReadOnlyList<LocalHardwareTier>? tiers = null)
    {
        var options = new LocalDominoOptions
        {
            DataFolder = _folder.FullName,
            TimeProvider = _clock,
            MaxConcurrentJobs = 4,
        };
        _server = await DominoFixture.StartServerAsync("a clock", tiers is null ? options : options with { HardwareTiers = tiers });
        _client = new DominoClient(new DominoClientOptions { Host = _server.Address.AbsoluteUri, ApiKey = _server.ApiKey });
    }

    private async Task StopServerAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
