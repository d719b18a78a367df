using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

/// <summary>A server that pages its logs and lists wrongly is an error or an end, not a loop without end.</summary>
public sealed class BrokenLogTests
{
    private const string JobId = "a00000000000000000000001";
    private const string LogRoute = $"GET /v4/jobs/{JobId}/logsWithProblemSuggestions";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_without_a_log_is_an_error(bool follow)
    {
        await using var server = new RecordedEndpoint();
        server.Answer(LogRoute, "{}");
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAnyAsync<DominoException>(async () =>
        {
            await foreach (var line in client.Jobs.StreamLogsAsync(JobId, new LogOptions { Follow = follow }, Limited()))
            {
                Assert.Fail($"The log has the line '{line.Text}'.");
            }
        });
    }

    [Fact]
    public async Task A_failed_job_without_a_log_is_still_reported()
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v4/jobs/{JobId}", RecordedEndpoint.Job("Failed", isCompleted: true));
        server.Answer(LogRoute, "{}");
        using var client = server.Connect(new SkippingClock());
        var error = await Assert.ThrowsAsync<JobFailedException>(() => client.Jobs.WaitForSuccessAsync(JobId, null, Limited()));
        Assert.Empty(error.LastLogLines);
    }

    [Fact]
    public async Task An_explanation_without_a_log_is_an_error()
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v4/jobs/{JobId}", RecordedEndpoint.Job("Failed", isCompleted: true));
        server.Answer($"GET /v4/jobs/{JobId}/executionCheckpointStatuses", "[]");
        server.Answer(LogRoute, "{}");
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAnyAsync<DominoException>(() => client.Jobs.ExplainAsync(JobId, cancellationToken: Limited()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_page_that_comes_again_and_again_ends_with_an_error_and_no_line_comes_twice(int lines)
    {
        await using var server = new RecordedEndpoint();
        var content = string.Join(
            ',',
            Enumerable.Range(1, lines).Select(i => $$"""{"timestamp":7,"logType":"stdout","log":"{{i}}\n","size":1}""")
        );
        server.Answer(LogRoute, $$"""{"logset":{"logContent":[{{content}}],"isComplete":false,"pagination":{"limit":{{lines}} } } }""");
        using var client = server.Connect(new SkippingClock());
        var read = new List<string>();
        var error = await Assert.ThrowsAnyAsync<DominoException>(async () =>
        {
            await foreach (var line in client.Jobs.StreamLogsAsync(JobId, cancellationToken: Limited()))
            {
                read.Add(line.Text);
            }
        });
        Assert.Contains("same page", error.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, lines).Select(i => $"{i}"), read);
        Assert.InRange(server.Requests.Count, 3, 100);
    }

    [Fact]
    public async Task A_list_ends_with_the_first_page_that_brings_nothing_new()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs", $$"""{"jobs":[{{RecordedEndpoint.Job("Running")}}],"totalCount":9007199254740992}""");
        using var client = server.Connect();
        Assert.Single(await client.Project("ada/p").Jobs.ListAsync(cancellationToken: Limited()).ToListAsync(Limited()));
        Assert.Equal(2, server.Count("GET /v4/jobs"));
        Assert.Single(await client.Project("ada/p").Jobs.ListPagesAsync(cancellationToken: Limited()).ToListAsync(Limited()));
    }

    // A loop without end fails here instead of hanging the suite.
    private static CancellationToken Limited()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        return limit.Token;
    }
}
