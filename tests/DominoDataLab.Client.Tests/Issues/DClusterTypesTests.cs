using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-CLUSTER-TYPES: a most below the least and an unknown environment were not noticed.</summary>
public sealed class DClusterTypesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly ComputeCluster Cluster = new()
    {
        Type = "Spark",
        Environment = "Spark 3",
        MasterHardwareTier = "Small",
        WorkerHardwareTier = "Large",
        WorkerCount = 3,
    };

    [Fact]
    public async Task A_most_below_the_least_is_refused_before_anything_is_sent()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client
                .Project("ada/p")
                .Jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = Cluster with { MaxWorkerCount = 2 } }, Ct)
        );
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_unknown_environment_or_tier_of_a_cluster_is_named_and_no_job_is_started()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var jobs = client.Project("ada/p").Jobs;
        Assert.Equal(
            "environment",
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                    jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = Cluster with { Environment = "Spork" } }, Ct)
                )
            ).Kind
        );
        Assert.Equal(
            "hardware tier",
            (
                await Assert.ThrowsAsync<DominoNotFoundException>(() =>
                    jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = Cluster with { WorkerHardwareTier = "Huge" } }, Ct)
                )
            ).Kind
        );
        Assert.Equal(0, server.Count("POST /v4/jobs/start"));
    }
}
