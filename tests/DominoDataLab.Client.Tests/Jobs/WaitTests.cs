using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class WaitTests
{
    private const string JobId = "a00000000000000000000001";
    private const string Route = $"GET /v4/jobs/{JobId}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looks_begin_close_together_become_rarer_and_are_never_further_apart_than_asked_for()
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            Route,
            [.. Enumerable.Repeat(RawReply.Json(RecordedEndpoint.Job("Running")), 40), RawReply.Json(RecordedEndpoint.Job("Stopped"))]
        );
        var clock = new SkippingClock();
        using var client = server.Connect(clock);
        await client.Jobs.WaitForCompletionAsync(JobId, new WaitOptions { MaxInterval = TimeSpan.FromSeconds(10) }, Ct);
        Assert.Equal(40, clock.Pauses.Count);
        Assert.InRange(clock.Pauses[0], TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.3));
        Assert.All(clock.Pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(12)));
        Assert.True(clock.Pauses.TakeLast(10).Min() >= TimeSpan.FromSeconds(8));
        Assert.True(clock.Pauses.TakeLast(10).Distinct().Count() > 1, "There is no chance in the pauses.");
    }

    [Fact]
    public async Task The_last_look_is_at_the_deadline_and_counts()
    {
        await using var server = new RecordedEndpoint();
        var clock = new SkippingClock();
        var deadline = clock.GetUtcNow() + TimeSpan.FromSeconds(60);
        server.Answer(Route, _ => RawReply.Json(RecordedEndpoint.Job(clock.GetUtcNow() >= deadline ? "Succeeded" : "Running")));
        using var client = server.Connect(clock);
        var job = await client.Jobs.WaitForSuccessAsync(JobId, new WaitOptions { Deadline = TimeSpan.FromSeconds(60) }, Ct);
        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(deadline, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_deadline_that_passes_is_a_time_out_that_names_the_status_and_the_job_is_left_alone()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(Route, RecordedEndpoint.Job("Pulling"));
        var clock = new SkippingClock();
        using var client = server.Connect(clock);
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() =>
            client.Jobs.WaitForCompletionAsync(JobId, new WaitOptions { Deadline = TimeSpan.FromSeconds(60) }, Ct)
        );
        Assert.Contains("Pulling", error.Message, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_deadline_passes_while_looks_fail_too()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(Route, "{}", status: 503);
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAsync<DominoTimeoutException>(() =>
            client.Jobs.WaitForCompletionAsync(
                JobId,
                new WaitOptions { Deadline = TimeSpan.FromSeconds(60), MaxFailures = int.MaxValue },
                Ct
            )
        );
    }

    [Fact]
    public async Task Progress_is_told_of_every_look()
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
        Assert.Equal(["Queued", "Running", "Succeeded"], seen.Statuses);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused_before_anything_is_sent()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        foreach (
            var options in new WaitOptions[]
            {
                new() { Deadline = TimeSpan.FromSeconds(-1) },
                new() { MaxInterval = TimeSpan.Zero },
                new() { MaxFailures = -1 },
                new() { FailureLogLines = -1 },
            }
        )
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Jobs.WaitForSuccessAsync(JobId, options, Ct));
        }

        Assert.Empty(server.Requests);
    }

    private sealed class Seen : IProgress<Job>
    {
        public List<string> Statuses { get; } = [];

        public void Report(Job value) => Statuses.Add(value.Status.Value);
    }
}
