using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class JobModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_job_is_read_and_fields_from_the_future_survive_at_every_level()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/j1",
            """
            {"id":"j1","number":7,"projectId":"p1","title":"t","jobRunCommand":"main.py","future":1,
             "statuses":{"executionStatus":"Failed","isCompleted":true,"isArchived":true,"isScheduled":true,"future":2},
             "stageTime":{"submissionTime":1700000000123,"runStartTime":1700000001000,"completedTime":1700000002000,"future":3},
             "startedBy":{"id":"u1","username":"ada","future":4},
             "commitDetails":{"inputCommitId":"c1","outputCommitId":"c2","future":5},
             "mainRepoGitRef":{"type":"branches","value":"main"},
             "queuedJobHistoryDetails":{"expectedWait":"w","explanation":"e","helpText":"h","future":6},
             "abnormalStatus":{"runFailureReason":"r","runFailureMessage":"m","future":7},
             "computeCluster":{"clusterType":"MPI","computeEnvironmentId":"e1","computeEnvironmentRevisionSpec":{"revisionId":"r1"},
             "workerHardwareTierId":{"value":"w1"},"workerCount":2,"workerStorage":{"value":1.5,"unit":"TiB"},"future":8},
             "tags":[{"tagId":"t1","name":"n","createdAt":1700000000123,"createdBy":"u1","projectId":"p1","future":9}],
             "usage":{"cpu":1.5,"memory":2.5,"future":10},"commentsCount":3,"goalIds":["g1"],"dominoStats":[{"name":"loss","value":"0.1"}],
             "runLauncherId":"l1","suggestDatasets":true,"snapshotDatasetsOnCompletion":true,"snapshotNetAppVolumesOnCompletion":true,
             "dependentDatasetMounts":[{"datasetId":"d1","datasetName":"dn","projectId":"p1","isInput":true,"containerPath":"/d",
             "snapshotId":"s1","snapshotVersion":4,"future":11}],
             "dependentExternalVolumeMounts":[{"name":"v1","mount":{"mountPath":"/v","readOnly":true,"subPath":"s","future":12},
             "future":13}],
             "dependentNetAppVolumeMounts":[{"volumeId":"n1","volumeName":"nn","pvcName":"pvc","future":14}],
             "dependentProjects":[{"projectId":"p2","commitId":"c3","future":15}],
             "dependentRepositories":[{"id":"r1","name":"rn","uri":"u","ref":"main","serviceProvider":"github","startingBranch":"a",
             "startingCommitId":"b","finishedBranch":"c","finishedCommitId":"d","future":16}],
             "dataPlane":{"id":"dp","name":"dn","isLocal":true,"isHealthy":true,"future":17}}
            """
        );
        using var client = server.Connect();
        var job = await client.Jobs.GetAsync("j1", Ct);
        Assert.Equal((7, "t", "main.py", JobStatus.Failed, "c2"), (job.Number, job.Title, job.Command, job.Status, job.OutputCommitId));
        Assert.True(job.Statuses is { IsArchived: true, IsScheduled: true });
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), job.StageTime!.SubmittedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000002000), job.StageTime.CompletedAt);
        Assert.Equal("ada", job.StartedBy!.UserName);
        Assert.Equal(GitReference.Branch("main"), job.MainRepositoryReference);
        Assert.Equal(new StorageSize(1.5, new StorageUnit("TiB")), job.Cluster!.WorkerStorage);
        Assert.Equal(
            ("r1", "w1", null),
            (job.Cluster.EnvironmentRevision!.RevisionId, job.Cluster.WorkerHardwareTier, job.Cluster.MasterHardwareTier)
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), Assert.Single(job.Tags).CreatedAt);
        Assert.Equal((1.5, 2.5, 3), (job.Usage!.CpuPercent, job.Usage.MemoryGiB, job.CommentsCount));
        Assert.Equal(("g1", new JobStatistic("loss", "0.1"), "l1"), (job.GoalIds[0], job.DominoStats[0], job.RunLauncherId));
        Assert.True(job is { SuggestDatasets: true, SnapshotDatasetsOnCompletion: true, SnapshotNetAppVolumesOnCompletion: true });
        Assert.Equal(("s1", 4), (job.DatasetMounts[0].SnapshotId, job.DatasetMounts[0].SnapshotVersion));
        Assert.Equal(("/v", "s"), (job.ExternalVolumeMounts[0].Mount!.MountPath, job.ExternalVolumeMounts[0].Mount!.SubPath));
        Assert.Equal(
            ("pvc", "c3", "d"),
            (job.NetAppVolumeMounts[0].PvcName, job.Projects[0].CommitId, job.Repositories[0].FinishedCommitId)
        );
        Assert.True(job.DataPlane is { IsLocal: true, IsHealthy: true });

        Dictionary<string, System.Text.Json.JsonElement>?[] levels =
        [
            job.Extra,
            job.Statuses.Extra,
            job.StageTime.Extra,
            job.StartedBy.Extra,
            job.CommitDetails!.Extra,
            job.QueuedJobHistoryDetails!.Extra,
            job.Failure!.Extra,
            job.Cluster.Extra,
            job.Tags[0].Extra,
            job.Usage.Extra,
            job.DatasetMounts[0].Extra,
            job.ExternalVolumeMounts[0].Mount!.Extra,
            job.ExternalVolumeMounts[0].Extra,
            job.NetAppVolumeMounts[0].Extra,
            job.Projects[0].Extra,
            job.Repositories[0].Extra,
            job.DataPlane!.Extra,
        ];
        Assert.Equal(Enumerable.Range(1, 17), levels.Select(level => level!["future"].GetInt32()));
    }

    [Fact]
    public async Task What_a_job_ran_on_is_read_whole()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v4/jobs/j1/runtimeExecutionDetails",
            """
            {"environment":{"environmentId":"e1","environmentName":"en","environmentRevisionId":"r1",
            "environmentRevisionSpec":"LatestRevision","revisionNumber":3},
             "hardwareTier":{"id":"t1","name":"tn","isArchived":true},"executorInfo":{"executorInstanceId":"i1","region":"eu",
             "privateAddress":"10.0.0.1"}}
            """
        );
        using var client = server.Connect();
        var details = await client.Jobs.GetRuntimeDetailsAsync("j1", Ct);
        Assert.Equal(
            ("r1", RevisionChoice.Latest, 3),
            (details.Environment!.EnvironmentRevisionId, details.Environment.EnvironmentRevision, details.Environment.RevisionNumber)
        );
        Assert.Equal(("tn", true), (details.HardwareTier!.Name, details.HardwareTier.IsArchived));
        Assert.Equal(("i1", "eu", "10.0.0.1"), (details.Executor!.InstanceId, details.Executor.Region, details.Executor.PrivateAddress));
    }

    [Fact]
    public async Task A_job_comes_once_though_another_was_started_between_two_pages()
    {
        await using var server = new RecordedEndpoint();
        static string Numbered(int number) =>
            RecordedEndpoint.Job("Succeeded").Replace("000000000001", $"00000000000{number}", StringComparison.Ordinal);
        server.Answer(
            "GET /v4/jobs",
            request =>
                RawReply.Json(
                    request.Query("page_no") == "1"
                        ? $$"""
                        {"jobs":[{{Numbered(3)}},{{Numbered(2)}}],"totalCount":3,"dominoStatColumns":["loss"],
                        "pagination":{"limit":2,"offset":0,"orderBy":"number","sortBy":"desc"} }
                        """
                        : $$"""{"jobs":[{{Numbered(2)}},{{Numbered(1)}}],"totalCount":4}"""
                )
        );
        using var client = server.Connect();
        var ids = new List<string>();
        await foreach (var job in client.Project("ada/p").Jobs.ListAsync(new JobQuery { PageSize = 2 }, Ct))
        {
            ids.Add(job.Id[^1..]);
        }

        Assert.Equal(["3", "2", "1"], ids);
    }
}
