using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Runs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-POLL-ZERO: a limit of zero meant at once for runs and for ever for jobs.</summary>
public sealed class DPollZeroTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_of_zero_is_one_look_for_jobs_and_runs_alike()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /v1/projects/ada/p/runs", """{"runId":"a00000000000000000000001"}""");
        server.Answer("GET /v4/jobs/a00000000000000000000001", RecordedEndpoint.Job("Running"));
        using var client = server.Connect(new SkippingClock());
        var once = new WaitOptions { Timeout = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            client.Project("ada/p").Jobs.RunAsync(new StartJobRequest { Command = "main.py" }, once, Ct)
        );
        Assert.Contains("Running", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Count("GET /v4/jobs/a00000000000000000000001"));
        await Assert.ThrowsAsync<WaitTimeoutException>(() =>
            client.Project("ada/p").Runs.RunAsync(new StartRunRequest { Command = ["main.py"] }, once, Ct)
        );
        Assert.Equal(2, server.Count("GET /v4/jobs/a00000000000000000000001"));
    }

    [Fact]
    public async Task The_only_look_of_a_deadline_of_zero_counts_if_it_shows_the_end()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs/a00000000000000000000001", RecordedEndpoint.Job("Succeeded", isCompleted: true));
        using var client = server.Connect(new SkippingClock());
        Assert.True(
            (await client.Jobs.WaitForSuccessAsync("a00000000000000000000001", new WaitOptions { Timeout = TimeSpan.Zero }, Ct)).IsCompleted
        );
    }
}
