using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-BLOCKING-LOG: a job that failed gave no log.</summary>
public sealed class DBlockingLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_job_brings_the_end_of_its_log_and_what_domino_thinks_of_it()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs/a00000000000000000000001", RecordedEndpoint.Job("Failed", isCompleted: true));
        server.Answer(
            "GET /v4/jobs/a00000000000000000000001/logsWithProblemSuggestions",
            """
            {"logset":{"isComplete":true,"pagination":{"limit":10000,"offset":0},"logContent":[
             {"timestamp":1,"logType":"stdout","log":"early","size":5},{"timestamp":2,"logType":"stderr","log":"late","size":4},
             {"timestamp":3,"logType":"stderr","log":"last","size":4}]},
             "problemSuggestion":{"problem":"Out of memory.","helpLink":"https://domino.example.com/help"}}
            """
        );
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAsync<JobFailedException>(() =>
            client.Jobs.WaitForSuccessAsync("a00000000000000000000001", new WaitOptions { FailureLogLines = 2 }, Ct)
        );
        Assert.Equal(["late", "last"], error.LastLogLines.Select(line => line.Text));
        Assert.Equal("https://domino.example.com/help", error.Suggestion?.HelpLink);
        Assert.Contains("Out of memory.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_does_not_hide_the_failure_of_the_job()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs/a00000000000000000000001", RecordedEndpoint.Job("Failed", isCompleted: true));
        server.Answer("GET /v4/jobs/a00000000000000000000001/logsWithProblemSuggestions", "{}", status: 500);
        using var client = server.Connect(new SkippingClock());
        Assert.Empty(
            (
                await Assert.ThrowsAsync<JobFailedException>(() => client.Jobs.WaitForSuccessAsync("a00000000000000000000001", null, Ct))
            ).LastLogLines
        );
    }
}
