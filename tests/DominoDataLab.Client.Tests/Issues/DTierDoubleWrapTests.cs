using System.Text.Json.Nodes;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-TIER-DOUBLE-WRAP: a tier in the wrapping of a reply was wrapped once more when it was sent.</summary>
public sealed class DTierDoubleWrapTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cluster_of_one_job_can_be_given_to_the_next_and_its_tiers_are_wrapped_once()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/a00000000000000000000001",
            RecordedEndpoint.Job(
                "Running",
                more: """
                ,"computeCluster":{"clusterType":"Ray","computeEnvironmentId":"e00000000000000000000001",
                "masterHardwareTierId":{"value":"small-k8s"},"workerHardwareTierId":{"value":"large-k8s"},"workerCount":3}
                """
            )
        );
        using var client = server.Connect();
        var cluster = (await client.Jobs.GetAsync("a00000000000000000000001", Ct)).Cluster;
        await client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py", Cluster = cluster }, Ct);
        Assert.Equal(
            """{"clusterType":"Ray","computeEnvironmentId":"e00000000000000000000001","masterHardwareTierId":"""
                + """{"value":"small-k8s"},"workerHardwareTierId":{"value":"large-k8s"},"workerCount":3}""",
            JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)!["computeClusterProperties"]!.ToJsonString()
        );
    }
}
