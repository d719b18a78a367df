using System.Text.Json.Nodes;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-ENV-CASE: visibilities and clusters were documented in another case than servers take.</summary>
public sealed class DEnvCaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Private")]
    [InlineData("GLOBAL")]
    public async Task Visibilities_and_clusters_in_any_case_are_sent_in_lower_case(string visibility)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /api/environments/beta/environments", """{"environment":{"id":"e1","name":"e"}}""");
        server.Answer("POST /api/environments/beta/environments/e1/revisions", """{"environmentRevision":{"id":"r2","number":2}}""");
        using var client = server.Connect();
        await client.Environments.CreateAsync(
            new CreateEnvironmentRequest
            {
                Name = "Name Kept",
                Visibility = new EnvironmentVisibility(visibility),
                BaseImage = "i",
                SupportedClusters = ["Dask", "MPI", "ray", "Spark"],
            },
            Ct
        );
        await client.Environments.CreateRevisionAsync(
            "e1",
            new EnvironmentDefinition { BaseImage = "i", SupportedClusters = ["Spark"] },
            Ct
        );
        var created = JsonNode.Parse(server.Requests[0].Text)!;
        Assert.Equal(
            (visibility.ToLowerInvariant(), "Name Kept", """["dask","mpi","ray","spark"]"""),
            ((string?)created["visibility"], (string?)created["name"], created["supportedClusters"]!.ToJsonString())
        );
        Assert.Equal("""["spark"]""", JsonNode.Parse(server.Requests[1].Text)!["supportedClusters"]!.ToJsonString());
    }
}
