using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Runs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-POLL-NO-COMMIT: a run was over when it had an output commit, which not every run makes; each look fetched all runs.</summary>
public sealed class DPollNoCommitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    [InlineData("Error")]
    [InlineData("Stopped")]
    public async Task A_run_without_an_output_commit_ends_the_wait_and_no_list_is_fetched(string status)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /v1/projects/ada/p/runs", """{"runId":"a00000000000000000000001","message":"m"}""");
        server.AnswerInTurn(
            "GET /v4/jobs/a00000000000000000000001",
            RawReply.Json(RecordedEndpoint.Job("Running")),
            RawReply.Json(RecordedEndpoint.Job(status, isCompleted: true))
        );
        using var client = server.Connect(new SkippingClock());
        var run = client
            .Project("ada/p")
            .Runs.RunAsync(new StartRunRequest { Command = ["main.py"] }, new WaitOptions { FailureLogLines = 0 }, Ct);
        var ended = status == "Succeeded" ? await run : (await Assert.ThrowsAsync<JobFailedException>(() => run)).Job;
        Assert.Equal(status, ended.Status.Value);
        Assert.Null(ended.OutputCommitId);
        Assert.Equal(0, server.Count("GET /v1/projects/ada/p/runs"));
    }
}
