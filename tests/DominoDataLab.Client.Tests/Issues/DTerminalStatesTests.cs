using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-TERMINAL-STATES: a wait returned for Error and Stopped as if all were well.</summary>
public sealed class DTerminalStatesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Failed", false)]
    [InlineData("Error", true)]
    [InlineData("Stopped", true)]
    [InlineData("Faulty", false)]
    [InlineData("InventedInVersion9", true)]
    public async Task Every_end_but_success_is_an_exception_that_names_the_status(string status, bool isCompleted)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs/a00000000000000000000001", RecordedEndpoint.Job(status, isCompleted));
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAsync<JobFailedException>(() =>
            client.Jobs.WaitForSuccessAsync("a00000000000000000000001", null, Ct)
        );
        Assert.Contains(status, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_is_not_known_is_no_end_by_itself()
    {
        await using var server = new RecordedEndpoint();
        server.AnswerInTurn(
            "GET /v4/jobs/a00000000000000000000001",
            RawReply.Json(RecordedEndpoint.Job("Dreaming")),
            RawReply.Json(RecordedEndpoint.Job("Succeeded"))
        );
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(JobStatus.Succeeded, (await client.Jobs.WaitForSuccessAsync("a00000000000000000000001", null, Ct)).Status);
    }
}
