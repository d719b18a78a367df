using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class WaitTests
{
    private const string JobId = "a00000000000000000000001";
    private const string Route = $"GET /v4/jobs/{JobId}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polls_start_close_together_and_become_less_frequent_up_to_the_longest_interval()
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            Route,
            [.. Enumerable.Repeat(RawReply.Json(RecordedEndpoint.Job("Running")), 40), RawReply.Json(RecordedEndpoint.Job("Stopped"))]
        );
        var clock = new SkippingClock();
        using var client = server.Connect(clock);
        await client.Jobs.WaitForCompletionAsync(JobId, new WaitOptions { MaxPollInterval = TimeSpan.FromSeconds(10) }, Ct);
        Assert.Equal(40, clock.Pauses.Count);
        Assert.InRange(clock.Pauses[0], TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.3));
        Assert.All(clock.Pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(12)));
        Assert.True(clock.Pauses.TakeLast(10).Min() >= TimeSpan.FromSeconds(8));
        Assert.True(clock.Pauses.TakeLast(10).Distinct().Count() > 1, "The pauses have no jitter.");
    }

    [Fact]
    public async Task The_last_poll_is_shortly_before_the_limit_and_counts()
    {
        await using var server = new RecordedEndpoint();
        var clock = new SkippingClock();
        var lastPoll = clock.GetUtcNow() + TimeSpan.FromSeconds(59);
        server.Answer(Route, _ => RawReply.Json(RecordedEndpoint.Job(clock.GetUtcNow() >= lastPoll ? "Succeeded" : "Running")));
        using var client = server.Connect(clock);
        var job = await client.Jobs.WaitForCompletionAsync(JobId, new WaitOptions { Timeout = TimeSpan.FromSeconds(60) }, Ct);
        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(lastPoll, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_wait_that_is_too_long_names_the_job_its_status_and_what_to_do_and_leaves_the_job_alone()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(Route, RecordedEndpoint.Job("Pulling"));
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            client.Jobs.WaitForCompletionAsync(JobId, new WaitOptions { Timeout = TimeSpan.FromSeconds(60) }, Ct)
        );
        Assert.Equal(
            $"Job {JobId} did not finish within 60 s. Its last status was Pulling. The job is still running. Wait again or stop it.",
            error.Message
        );
        Assert.Equal((TimeSpan.FromSeconds(60), "Pulling"), (error.Timeout, Assert.IsType<Job>(error.LastState).Status.Value));
        Assert.All(server.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task The_limit_holds_while_polls_fail()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(Route, "{}", status: 503);
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            client.Jobs.WaitForCompletionAsync(
                JobId,
                new WaitOptions { Timeout = TimeSpan.FromSeconds(60), MaxTransientErrors = int.MaxValue },
                Ct
            )
        );
        Assert.Null(error.LastState);
        Assert.IsType<DominoApiException>(error.InnerException);
    }

    [Fact]
    public async Task Progress_receives_the_state_after_each_successful_poll()
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            Route,
            RawReply.Json(RecordedEndpoint.Job("Queued")),
            RawReply.Json("{}", 503),
            RawReply.Json(RecordedEndpoint.Job("Running")),
            RawReply.Json(RecordedEndpoint.Job("Succeeded"))
        );
        using var client = server.Connect(new SkippingClock());
        var seen = new Seen();
        await client.Jobs.WaitForSuccessAsync(JobId, new WaitOptions { Progress = seen }, Ct);
        Assert.Equal(["Queued", "Running", "Succeeded"], seen.Reports.Select(report => report.Status));
        Assert.Equal(["Queued", "Running", "Succeeded"], seen.Reports.Select(report => ((Job)report.State).Status.Value));
        Assert.True(seen.Reports[^1].Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public async Task Invalid_options_are_refused_before_a_request_is_sent()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        foreach (
            var options in new WaitOptions[]
            {
                new() { Timeout = TimeSpan.FromSeconds(-1) },
                new() { MaxPollInterval = TimeSpan.Zero },
                new() { MaxPollInterval = TimeSpan.FromDays(30) },
                new() { MaxTransientErrors = -1 },
                new() { FailureLogLines = -1 },
            }
        )
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Jobs.WaitForSuccessAsync(JobId, options, Ct));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Project("ada/p").Jobs.RunAsync("main.py", options, Ct));
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_canceled_run_names_the_job_that_keeps_running()
    {
        await using var server = new RecordedEndpoint();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        server.Answer(
            Route,
            _ =>
            {
                cancel.Cancel();
                return RawReply.Json(RecordedEndpoint.Job("Running"));
            }
        );
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() =>
            client.Project("ada/p").Jobs.RunAsync("main.py", cancellationToken: cancel.Token)
        );
        Assert.Equal((JobId, cancel.Token), ((string?)error.Data["JobId"], error.CancellationToken));
        Assert.Contains(JobId, error.Message, StringComparison.Ordinal);
    }

    private sealed class Seen : IProgress<WaitProgress>
    {
        public List<WaitProgress> Reports { get; } = [];

        public void Report(WaitProgress value) => Reports.Add(value);
    }
}
