using System.Text.Json.Nodes;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class StartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_request_sends_the_ten_fields_that_every_server_knows()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py 10" }, Ct);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(
                    $$"""
                    {"projectId":"{{RecordedEndpoint.ProjectId}}","commandToRun":"main.py 10","commitId":null,"mainRepoGitRef":null,
                    "overrideHardwareTierId":null,
                     "onDemandSparkClusterProperties":null,"computeClusterProperties":null,"environmentId":null,
                     "externalVolumeMounts":null,"title":null}
                    """
                ),
                JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)
            ),
            server.Only("POST /v4/jobs/start").Text
        );
    }

    [Fact]
    public async Task Everything_that_can_be_asked_for_is_sent_and_each_list_is_fetched_once()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await client
            .Project("ada/p")
            .Jobs.StartAsync(
                new StartJobRequest
                {
                    Command = "main.py",
                    HardwareTier = "Small",
                    Environment = "Spark 3",
                    EnvironmentRevision = RevisionChoice.One("r1"),
                    ExternalVolumeMounts = [],
                    NetAppVolumes = ["n1"],
                    CapacityType = CapacityType.Spot,
                    VolumeSizeGiB = 12.5,
                    SnapshotDatasetsOnCompletion = true,
                    SnapshotNetAppVolumesOnCompletion = false,
                    Title = "t",
                    Cluster = new ComputeCluster
                    {
                        Type = "Dask",
                        Environment = "e00000000000000000000001",
                        EnvironmentRevision = RevisionChoice.Restricted,
                        MasterHardwareTier = "Large",
                        WorkerHardwareTier = "small-k8s",
                        WorkerCount = 1,
                        MaxWorkerCount = 4,
                        WorkerStorage = StorageSize.GiB(20),
                        ExtraConfigs = new Dictionary<string, string> { ["a.b"] = "c" },
                    },
                },
                Ct
            );
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(
                    $$"""
                    {"projectId":"{{RecordedEndpoint.ProjectId}}","commandToRun":"main.py","commitId":null,"mainRepoGitRef":null,
                    "overrideHardwareTierId":"small-k8s",
                     "onDemandSparkClusterProperties":null,"environmentId":"e00000000000000000000001","externalVolumeMounts":[],"title":"t",
                     "computeClusterProperties":{"clusterType":"Dask","computeEnvironmentId":"e00000000000000000000001",
                     "computeEnvironmentRevisionSpec":"RestrictedRevision",
                      "masterHardwareTierId":{"value":"large-k8s"},"workerHardwareTierId":{"value":"small-k8s"},"workerCount":1,
                      "maxWorkerCount":4,
                      "workerStorage":{"value":20,"unit":"GiB"},"extraConfigs":{"a.b":"c"} },
                     "environmentRevisionSpec":{"revisionId":"r1"},"netAppVolumeIds":["n1"],"capacityType":"spot",
                     "overrideVolumeSizeGiB":12.5,
                     "snapshotDatasetsOnCompletion":true,"snapshotNetAppVolumesOnCompletion":false}
                    """
                ),
                JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)
            ),
            server.Only("POST /v4/jobs/start").Text
        );
        server.Only($"GET /v4/projects/{RecordedEndpoint.ProjectId}/hardwareTiers");
        server.Only($"GET /v4/projects/{RecordedEndpoint.ProjectId}/useableEnvironments");
    }

    public static TheoryData<string, string, StartJobRequest> TooNew =>
        new()
        {
            {
                "4.3.2",
                "4.3.3",
                new StartJobRequest { Command = "x", ExternalVolumeMounts = ["v"] }
            },
            {
                "4.4.9",
                "4.5.0",
                new StartJobRequest { Command = "x", Cluster = Cluster("Spark") }
            },
            {
                "4.5.9",
                "4.6.0",
                new StartJobRequest { Command = "x", Cluster = Cluster("Dask") }
            },
            {
                "5.1.0",
                "5.1.1",
                new StartJobRequest { Command = "x", Cluster = Cluster("MPI") }
            },
            {
                "4.9",
                "5.0.0",
                new StartJobRequest { Command = "x", Cluster = Cluster("Ray") with { MaxWorkerCount = 2 } }
            },
            {
                "4.1.9",
                "4.2.0",
                new StartJobRequest
                {
                    Command = "x",
                    OnDemandSparkCluster = new() { Environment = "Spark 3" },
                }
            },
        };

    [Theory]
    [MemberData(nameof(TooNew), DisableDiscoveryEnumeration = true)]
    public async Task What_a_deployment_is_too_old_for_is_told_with_both_versions_and_no_job_is_started(
        string actual,
        string required,
        StartJobRequest request
    )
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /version", $$"""{"version":"{{actual}}"}""");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoVersionException>(() => client.Project("ada/p").Jobs.StartAsync(request, Ct));
        Assert.Equal((actual, required), (error.Actual.ToString(), error.Required.ToString()));
        Assert.Equal(0, server.Count("POST /v4/jobs/start"));
    }

    [Fact]
    public async Task A_name_that_several_tiers_have_is_refused_with_their_ids()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            $"GET /v4/projects/{RecordedEndpoint.ProjectId}/hardwareTiers",
            """[{"hardwareTier":{"id":"a","name":"Small"}},{"hardwareTier":{"id":"b","name":"Small"}}]"""
        );
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "x", HardwareTier = "Small" }, Ct)
        );
        Assert.Equal(("hardware tier", "Small"), (error.Kind, error.Name));
        Assert.Equal(["Small (a)", "Small (b)"], error.Candidates);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public async Task A_size_that_is_none_is_refused_before_anything_is_sent(double size)
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var jobs = client.Project("ada/p").Jobs;
        await Assert.ThrowsAsync<ArgumentException>(() => jobs.StartAsync(new StartJobRequest { Command = "x", VolumeSizeGiB = size }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            jobs.StartAsync(
                new StartJobRequest { Command = "x", Cluster = Cluster("Spark") with { WorkerStorage = StorageSize.GiB(size) } },
                Ct
            )
        );
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_conflict_that_asks_for_a_login_names_the_page()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /v4/jobs/start", """{"redirectPath":"/","message":"log in"}""", status: 409);
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<ReloginRequiredException>(() =>
            client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "x" }, Ct)
        );
        Assert.Equal("/relogin", error.LoginAddress.AbsolutePath);
    }

    private static ComputeCluster Cluster(string type) =>
        new()
        {
            Type = type,
            Environment = "Spark 3",
            MasterHardwareTier = "Small",
            WorkerHardwareTier = "Small",
            WorkerCount = 1,
        };
}
