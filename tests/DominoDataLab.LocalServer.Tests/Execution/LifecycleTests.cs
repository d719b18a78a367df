using DominoDataLab.LocalServer.Tests.Storage;

namespace DominoDataLab.LocalServer.Tests.Execution;

public sealed class LifecycleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_place_is_kept_although_the_database_refuses_to_record_a_jobs_end()
    {
        using var log = new ErrorSignal("could not be recorded");
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1, LoggerFactory = log }, Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await ServerDatabase.ExecuteAsync(
            server,
            "CREATE TRIGGER refuse BEFORE UPDATE ON jobs WHEN NEW.status = 'Succeeded' BEGIN SELECT RAISE(ABORT, 'not now'); END"
        );
        await project.PutAsync("job.sh", "echo done\n");
        var first = await project.StartAsync("job.sh");
        await log.Seen.WaitAsync(TimeSpan.FromMinutes(2), Ct);
        await ServerDatabase.ExecuteAsync(server, "DROP TRIGGER refuse");
        Assert.Equal("Succeeded", (await api.EndOfAsync(first))["statuses"]!["executionStatus"]!.GetValue<string>());
        var second = await api.EndOfAsync(await project.StartAsync("job.sh"));
        Assert.Equal("Succeeded", second["statuses"]!["executionStatus"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_queued_job_is_stopped_in_one_write()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1 }, Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo running\nsleep 1000\n");
        await api.LineAsync(await project.StartAsync("job.sh"), "running");
        var queued = await project.StartAsync("job.sh");
        await ServerDatabase.ExecuteAsync(
            server,
            """
            CREATE TABLE seen (status TEXT);
            CREATE TRIGGER see AFTER UPDATE OF status ON jobs BEGIN INSERT INTO seen VALUES (NEW.status); END
            """
        );
        await project.StopAsync(queued);
        Assert.Equal(["Stopped"], await ServerDatabase.ReadAsync(server, "SELECT status FROM seen"));
    }

    [Fact]
    public async Task Jobs_that_were_stopped_while_they_waited_leave_room_in_the_queue()
    {
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 1 }, Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        await project.PutAsync("job.sh", "echo running\nsleep 1000\n");
        await api.LineAsync(await project.StartAsync("job.sh"), "running");
        var waiting = new List<string>();
        for (var i = 0; i < 1000; i++)
        {
            waiting.Add(await project.StartAsync("job.sh"));
        }

        await Assert.ThrowsAsync<RefusedException>(() => project.StartAsync("job.sh"));
        foreach (var job in waiting)
        {
            await project.StopAsync(job);
        }

        var next = await api.JobAsync(await project.StartAsync("job.sh"));
        Assert.Equal("Queued", next["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.StartsWith(
            "It is the next in the queue",
            next["queuedJobHistoryDetails"]!["explanation"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("exit 160", "The command ended with exit code 160.", "ExitCode")]
    [InlineData("exit 137", "The command ended with exit code 137.", "ExitCode")]
    [InlineData("kill -TERM $$", "The command was killed by signal 15 (SIGTERM): exit code 143.", "Signal")]
    [InlineData("kill -KILL $$", "The command was killed by signal 9 (SIGKILL): exit code 137.", "Signal")]
    public async Task Only_a_command_that_a_signal_ended_is_said_to_have_been_killed(string script, string message, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell.");
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        var job = await (await api.NewProjectAsync()).RunAsync(script + "\n");
        Assert.Equal(
            (reason, message),
            (
                job["abnormalStatus"]!["runFailureReason"]!.GetValue<string>(),
                job["abnormalStatus"]!["runFailureMessage"]!.GetValue<string>()
            )
        );
    }
}
