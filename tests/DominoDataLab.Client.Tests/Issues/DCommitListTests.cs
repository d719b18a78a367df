using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-COMMIT-LIST: a commit is looked up in the list of all commits, which is long; so only if one is given, and once.</summary>
public sealed class DCommitListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_is_fetched_only_for_a_commit_that_was_given_and_an_unknown_one_is_named()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v1/projects/ada/p/commits", """["c2","c1"]""");
        using var client = server.Connect();
        var jobs = client.Project("ada/p").Jobs;
        await jobs.StartAsync(new StartJobRequest { Command = "main.py" }, Ct);
        Assert.Equal(0, server.Count("GET /v1/projects/ada/p/commits"));
        await jobs.StartAsync(new StartJobRequest { Command = "main.py", CommitId = "c1" }, Ct);
        server.Only("GET /v1/projects/ada/p/commits");
        Assert.Equal(
            "c3",
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                    jobs.StartAsync(new StartJobRequest { Command = "main.py", CommitId = "c3" }, Ct)
                )
            ).Name
        );
        Assert.Equal(2, server.Count("POST /v4/jobs/start"));
    }
}
