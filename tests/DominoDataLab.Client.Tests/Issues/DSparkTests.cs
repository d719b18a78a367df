using System.Text.Json.Nodes;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>
/// D-SPARK: the on-demand Spark cluster asked a route that servers have given up, and sent storage in a field that they do not know.
/// </summary>
public sealed class DSparkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Defaults_come_from_the_present_route_and_storage_has_its_unit()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            $"GET /v4/jobs/{RecordedEndpoint.ProjectId}/Spark/defaultComputeClusterSettings",
            """{"clusterType":"Spark","maxUserExecutionSlots":5,"workerCount":1,"masterHardwareTierId":{"value":"small-k8s"}"""
                + ""","workerHardwareTierId":{"value":"large-k8s"}}"""
        );
        using var client = server.Connect();
        await client
            .Project("ada/p")
            .Jobs.StartAsync(
                new StartJobRequest
                {
                    Command = "main.py",
                    OnDemandSparkCluster = new()
                    {
                        Environment = "Spark 3",
                        ExecutorCount = 5,
                        ExecutorStorage = StorageSize.MB(2000),
                    },
                },
                Ct
            );
        Assert.Equal(
            """{"computeEnvironmentId":"e00000000000000000000001","executorCount":5"""
                + ""","executorHardwareTierId":"large-k8s","executorStorage":{"value":2000,"unit":"MB"}"""
                + ""","masterHardwareTierId":"small-k8s"}""",
            JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)!["onDemandSparkClusterProperties"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task Fewer_than_one_or_more_executors_than_allowed_are_refused(int count)
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            $"GET /v4/jobs/{RecordedEndpoint.ProjectId}/Spark/defaultComputeClusterSettings",
            """{"clusterType":"Spark","maxUserExecutionSlots":5,"workerCount":1}"""
        );
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client
                .Project("ada/p")
                .Jobs.StartAsync(
                    new StartJobRequest
                    {
                        Command = "main.py",
                        OnDemandSparkCluster = new() { Environment = "Spark 3", ExecutorCount = count },
                    },
                    Ct
                )
        );
        Assert.Equal(0, server.Count("POST /v4/jobs/start"));
    }

    [Fact]
    public async Task Beside_a_cluster_it_is_ignored()
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
        await client
            .Project("ada/p")
            .Jobs.StartAsync(
                new StartJobRequest
                {
                    Command = "main.py",
                    Cluster = cluster,
                    OnDemandSparkCluster = new() { Environment = "none such" },
                },
                Ct
            );
        Assert.Null(JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)!["onDemandSparkClusterProperties"]);
    }
}
