using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-POLL-FATAL: a 401, 403 or 404 was ignored until the wait timed out.</summary>
public sealed class DPollFatalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_failure_that_stays_ends_the_wait_at_once(int status)
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            "GET /v4/jobs/a00000000000000000000001",
            RawReply.Json(RecordedEndpoint.Job("Running")),
            RawReply.Json("{}", status)
        );
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            client.Jobs.WaitForCompletionAsync("a00000000000000000000001", null, Ct)
        );
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Failures_that_pass_are_counted_in_a_row_and_one_too_many_ends_the_wait()
    {
        await using var server = new RecordedEndpoint();
        RawReply busy = RawReply.Json("{}", 503),
            running = RawReply.Json(RecordedEndpoint.Job("Running"));
        server.AnswerInTurn("GET /v4/jobs/a00000000000000000000001", busy, busy, running, busy, busy, busy, running);
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAsync<DominoApiException>(() =>
            client.Jobs.WaitForCompletionAsync("a00000000000000000000001", new WaitOptions { MaxTransientErrors = 2 }, Ct)
        );
        Assert.Equal(6, server.Requests.Count);
    }
}
