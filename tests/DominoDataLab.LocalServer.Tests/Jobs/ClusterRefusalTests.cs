using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

/// <summary>The server refuses invalid clusters. The client checks some of this first.</summary>
public sealed class ClusterRefusalTests(LocalServerFixture domino)
{
    [Theory]
    [InlineData("clusterType", "\"dask\"", "Invalid type of cluster 'dask'. Use Spark, Ray, Dask, MPI")]
    [InlineData("clusterType", "null", "'clusterType' is missing")]
    [InlineData("computeEnvironmentId", "null", "'computeEnvironmentId' is missing")]
    [InlineData("masterHardwareTierId", "null", "a Dask cluster needs one")]
    [InlineData("masterHardwareTierId", "\"small\"", "must be an object with 'value'")]
    [InlineData("workerHardwareTierId", "null", "'workerHardwareTierId' is missing")]
    [InlineData("workerHardwareTierId", """{"value":"huge"}""", "Invalid hardware tier 'huge'")]
    [InlineData("workerCount", "null", "'workerCount' is missing")]
    [InlineData("workerCount", "0", "at least 1")]
    [InlineData("workerCount", "\"2\"", "at least 1")]
    [InlineData("maxWorkerCount", "1", "below 'workerCount'")]
    [InlineData("extraConfigs", "[]", "must be an object")]
    [InlineData("extraConfigs", """{"a":1}""", "'a' of 'extraConfigs'")]
    [InlineData("extraConfigs", """{"a":"1\nspark.master local"}""", "'a' of 'extraConfigs'")]
    [InlineData("extraConfigs", """{"a b":"1"}""", "'a b' of 'extraConfigs'")]
    public async Task What_is_wrong_is_named_and_no_job_is_started(string field, string value, string message)
    {
        var project = await domino.Api.NewProjectAsync();
        var cluster = await ValidAsync(project);
        cluster[field] = JsonNode.Parse(value);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => StartAsync(project, "computeClusterProperties", cluster));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(
            message,
            JsonNode.Parse(refused.Message[(refused.Message.IndexOf(':', StringComparison.Ordinal) + 1)..])!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await domino.Api.GetAsync($"/v4/jobs?projectId={project.Id}"))["totalCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("computeClusterProperties")]
    [InlineData("onDemandSparkClusterProperties")]
    public async Task A_cluster_that_is_not_an_object_is_refused(string name)
    {
        var project = await domino.Api.NewProjectAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Assert.ThrowsAsync<RefusedException>(() => StartAsync(project, name, "Dask"))).Status
        );
    }

    [Fact]
    public async Task An_environment_that_does_not_exist_is_not_found()
    {
        var project = await domino.Api.NewProjectAsync();
        var cluster = await ValidAsync(project);
        cluster["computeEnvironmentId"] = "000000000000000000000000";
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<RefusedException>(() => StartAsync(project, "computeClusterProperties", cluster))).Status
        );
    }

    [Fact]
    public async Task Defaults_are_of_a_type_that_exists()
    {
        var project = await domino.Api.NewProjectAsync();
        var defaults = await domino.Api.GetAsync($"/v4/jobs/{project.Id}/Ray/defaultComputeClusterSettings");
        Assert.Equal(
            ("Ray", "small"),
            (defaults["clusterType"]!.GetValue<string>(), defaults["workerHardwareTierId"]!["value"]!.GetValue<string>())
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await Assert.ThrowsAsync<RefusedException>(() =>
                    domino.Api.GetAsync($"/v4/jobs/{project.Id}/Slurm/defaultComputeClusterSettings")
                )
            ).Status
        );
    }

    private async Task<JsonObject> ValidAsync(TestProject project)
    {
        var environments = await domino.Api.GetAsync($"/v4/projects/{project.Id}/useableEnvironments");
        return new JsonObject
        {
            ["clusterType"] = "Dask",
            ["computeEnvironmentId"] = environments["environments"]![0]!["id"]!.GetValue<string>(),
            ["masterHardwareTierId"] = new JsonObject { ["value"] = "small" },
            ["workerHardwareTierId"] = new JsonObject { ["value"] = "small" },
            ["workerCount"] = 2,
        };
    }

    private Task<JsonNode> StartAsync(TestProject project, string name, JsonNode cluster) =>
        domino.Api.PostAsync(
            "/v4/jobs/start",
            new JsonObject
            {
                ["projectId"] = project.Id,
                ["commandToRun"] = "echo never",
                [name] = cluster,
            }
        );
}
