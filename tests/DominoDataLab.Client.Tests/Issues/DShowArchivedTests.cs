using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-SHOW-ARCHIVED: the option for archived jobs had to be a string, and a page had three jobs.</summary>
public sealed class DShowArchivedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public async Task Whether_archived_jobs_are_shown_is_a_bool_and_a_page_has_a_size(bool shown, string sent)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/jobs", """{"jobs":[],"totalCount":0}""");
        using var client = server.Connect();
        await foreach (
            var page in client
                .Project("ada/p")
                .Jobs.ListPagesAsync(new JobQuery { IncludeArchived = shown, Status = new JobStatusFilter("Completed") }, Ct)
        )
        {
            Assert.Empty(page.Jobs);
        }

        Assert.Equal(
            $"/v4/jobs?projectId={RecordedEndpoint.ProjectId}&order_by=number&sort_by=desc&page_size=100"
                + $"&page_no=1&show_archived={sent}&status=completed",
            server.Only("GET /v4/jobs").Target
        );
    }
}
