using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Jobs as Domino's routes write them.</summary>
internal sealed class JobJson(Database database, JobStore jobs, JobDispatcher dispatcher, JobNotes notes, UsageMeter usage, UserStore users)
{
    private readonly DatabaseCache<ReadOnlyMemory<byte>> _replies = new(database);

    /// <summary>Writes a job as <c>GET /v4/jobs/{jobId}</c> gives it.</summary>
    public ReadOnlyMemory<byte> Bytes(JobRow job) =>
        IsWaiting(job) ? Reply.Bytes(Job(job)) : _replies.Get(job.Id, id => Reply.Bytes(Job(jobs.Find(id)!)));

    /// <summary>Writes a job as <c>GET /v4/jobs/{jobId}</c> gives it.</summary>
    public JsonObject Job(JobRow job)
    {
        var reply = new JsonObject
        {
            ["id"] = job.Id,
            ["number"] = job.Number,
            ["projectId"] = job.ProjectId,
            ["jobRunCommand"] = job.Command,
            ["statuses"] = new JsonObject
            {
                ["executionStatus"] = job.Status.Word(),
                ["isCompleted"] = job.IsFinal,
                ["isArchived"] = job.IsArchived,
                ["isScheduled"] = job.ScheduleId is not null,
            },
            ["startedBy"] = users.FindById(job.StartedBy) is { } user
                ? new JsonObject { ["id"] = user.Id, ["username"] = user.Name }
                : null,
            ["stageTime"] = Stages(job),
            ["commitDetails"] = Commits(job),
            ["tags"] = notes.Tags(job.Id).ToJsonArray(tag => JobNoteJson.Tag(tag, job.ProjectId)),
            ["commentsCount"] = notes.CommentCount(job.Id),
            ["goalIds"] = new JsonArray(),
            ["dominoStats"] = JobStatistics
                .Of(job.Statistics)
                .ToJsonArray(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value }),
            ["suggestDatasets"] = false,
            ["snapshotDatasetsOnCompletion"] = false,
            ["snapshotNetAppVolumesOnCompletion"] = false,
            ["dependentDatasetMounts"] = new JsonArray(),
            ["dependentExternalVolumeMounts"] = new JsonArray(),
            ["dependentNetAppVolumeMounts"] = new JsonArray(),
            ["dependentProjects"] = new JsonArray(),
            ["dependentRepositories"] = new JsonArray(),
        };
        AddOptional(reply, job);
        return reply;
    }

    /// <summary>Adds the members that a job has only in some states.</summary>
    private void AddOptional(JsonObject reply, JobRow job)
    {
        if (usage.Latest(job.Id) is { } sample)
        {
            reply["usage"] = new JsonObject { ["cpu"] = sample.Cpu, ["memory"] = sample.MemoryGiB };
        }

        if (job.Title is not null)
        {
            reply["title"] = job.Title;
        }

        if (ClusterSpec.PropertiesOf((JsonObject)JsonNode.Parse(job.Request)!) is { } cluster)
        {
            reply["computeCluster"] = cluster;
        }

        if (IsWaiting(job))
        {
            reply["queuedJobHistoryDetails"] = new JsonObject
            {
                ["expectedWait"] = "unknown",
                ["explanation"] = Waiting(job),
                ["helpText"] = "Stop a running job, or start the server with more places.",
            };
        }

        if (job.Reason is not null)
        {
            reply["abnormalStatus"] = new JsonObject { ["runFailureReason"] = job.Reason, ["runFailureMessage"] = job.Message };
        }
    }

    private static JsonObject Stages(JobRow job)
    {
        var stages = new JsonObject { ["submissionTime"] = job.SubmittedMs };
        if (job.StartedMs is { } started)
        {
            stages["runStartTime"] = started;
        }

        if (job.CompletedMs is { } completed)
        {
            stages["completedTime"] = completed;
        }

        return stages;
    }

    private static JsonObject Commits(JobRow job)
    {
        var commits = new JsonObject { ["inputCommitId"] = job.InputCommit };
        if (job.OutputCommit is not null)
        {
            commits["outputCommitId"] = job.OutputCommit;
        }

        return commits;
    }

    // Its place in the queue is not in the database.
    private static bool IsWaiting(JobRow job) => !job.IsFinal && job.StartedMs is null;

    /// <summary>Explains what a job that does not run yet waits for.</summary>
    public string Waiting(JobRow job)
    {
        if (job.Status != JobStatus.Queued)
        {
            return "The job is being prepared.";
        }

        var place = dispatcher.Before(job) switch
        {
            0 => "It is the next",
            1 => "1 job is before it",
            var before => $"{before} jobs are before it",
        };
        return $"{place} in the queue; at most {dispatcher.Places} run at once on this server.";
    }

    /// <summary>Writes what a job runs on.</summary>
    public static JsonObject Details(JobRow job, EnvironmentRow environment, RevisionRow revision, LocalHardwareTier tier) =>
        new()
        {
            ["environment"] = new JsonObject
            {
                ["environmentId"] = environment.Id,
                ["environmentName"] = environment.Name,
                ["environmentRevisionSpec"] =
                    JsonNode.Parse(job.Request)!["environmentRevisionSpec"]?.DeepClone() ?? RevisionSpec.ToJson(revision.Id),
                ["revisionNumber"] = revision.Number,
                ["environmentRevisionId"] = revision.Id,
            },
            ["hardwareTier"] = new JsonObject
            {
                ["id"] = tier.Id,
                ["name"] = tier.Name,
                ["isArchived"] = false,
            },
        };
}
