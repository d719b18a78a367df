using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-CLUSTER-KEYERROR: a cluster without a type failed with a bare key error.</summary>
public sealed class DClusterKeyErrorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "e", "t", "w", 1, "Type")]
    [InlineData("Spark", " ", "t", "w", 1, "Environment")]
    [InlineData("Spark", "e", null, "w", 1, "MasterHardwareTier")]
    [InlineData("Spark", "e", "t", "", 1, "WorkerHardwareTier")]
    [InlineData("Spark", "e", "t", "w", 0, "WorkerCount")]
    [InlineData("spark", "e", "t", "w", 1, "Spark, Ray, Dask, MPI")]
    public async Task What_a_cluster_lacks_is_named_before_anything_is_sent(
        string type,
        string environment,
        string? master,
        string worker,
        int count,
        string named
    )
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var cluster = new ComputeCluster
        {
            Type = type,
            Environment = environment,
            MasterHardwareTier = master,
            WorkerHardwareTier = worker,
            WorkerCount = count,
        };
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = cluster }, Ct)
        );
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_mpi_cluster_needs_no_master()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var cluster = new ComputeCluster
        {
            Type = "MPI",
            Environment = "Spark 3",
            WorkerHardwareTier = "Small",
            WorkerCount = 1,
        };
        await client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = cluster }, Ct);
        server.Only("POST /v4/jobs/start");
    }
}
