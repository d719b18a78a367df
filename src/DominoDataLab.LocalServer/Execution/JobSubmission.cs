using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Files;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Creates jobs. Jobs, runs, restarts and schedules all come through here, so they are checked and defaulted alike.</summary>
internal sealed class JobSubmission(
    JobLifecycle lifecycle,
    JobStore jobs,
    JobDispatcher dispatcher,
    ProjectFiles files,
    ExecutionDefaults defaults,
    ExecutionRights rights,
    EnvironmentStore environments,
    LocalDominoOptions options
)
{
    /// <summary>Checks a request completely, then creates the job and puts it into the queue.</summary>
    /// <exception cref="DomainException">The request is not valid, or the queue is full. Nothing was created.</exception>
    public JobRow Submit(JobRequest request)
    {
        CommandLimits.Check(request);
        var tier = defaults.Tier(request.Project.Id, request.TierId);
        var (_, revision, spec) = defaults.Revision(request.User, request.Project.Id, request.EnvironmentId, request.RevisionSpec);
        CheckCluster(request);
        var commit = request.Commit ?? files.Head(request.Project.Id);
        if (!files.HasCommit(request.Project.Id, commit))
        {
            throw DomainException.NotFound($"Commit '{commit}' was not found in this project.");
        }

        return Add(
            new NewJob
            {
                ProjectId = request.Project.Id,
                Command = request.Command,
                Arguments = request.IsDirect ? null : request.Words?.ToJsonArray().ToJsonString(),
                IsDirect = request.IsDirect,
                Title = request.Title,
                TierId = tier.Id,
                InputCommit = commit,
                EnvironmentRevisionId = revision.Id,
                StartedBy = request.User.Id,
                Request = Kept(request.Body, spec),
                ScheduleId = request.ScheduleId,
                DueMs = request.DueMs,
            }
        );
    }

    /// <summary>Creates a job like an earlier one, with the rights of a user.</summary>
    /// <exception cref="DomainException">
    /// The user may not use an environment of the job, the commit does not exist, or the queue is full. Nothing was created.
    /// </exception>
    public JobRow Restart(JobRow earlier, string userId, string? commit)
    {
        var cluster = ClusterSpec.Of((JsonObject)JsonNode.Parse(earlier.Request)!, options.HardwareTiers);
        foreach (
            var environment in (string?[])[environments.Revision(earlier.EnvironmentRevisionId)!.EnvironmentId, cluster?.EnvironmentId]
        )
        {
            if (environment is not null && rights.EnvironmentRefusal(userId, environment) is not null)
            {
                throw DomainException.Forbidden(
                    $"Job {earlier.Number} ran in an environment that is private to another user. Start a new job with an environment of "
                        + "your own."
                );
            }
        }

        commit ??= files.Head(earlier.ProjectId);
        if (!files.HasCommit(earlier.ProjectId, commit))
        {
            throw DomainException.NotFound($"Commit '{commit}' was not found in this project.");
        }

        return Add(
            new NewJob
            {
                ProjectId = earlier.ProjectId,
                Command = earlier.Command,
                Arguments = earlier.Arguments,
                IsDirect = earlier.IsDirect,
                Title = earlier.Title,
                TierId = earlier.TierId,
                InputCommit = commit,
                EnvironmentRevisionId = earlier.EnvironmentRevisionId,
                StartedBy = userId,
                Request = earlier.Request,
            }
        );
    }

    private JobRow Add(NewJob job)
    {
        dispatcher.CheckRoom();
        var id = lifecycle.Create(job);
        var added = jobs.Find(id)!;
        dispatcher.Enqueue(added);
        return added;
    }

    private void CheckCluster(JobRequest request)
    {
        if (ClusterSpec.Of(request.Body, options.HardwareTiers) is { } cluster)
        {
            _ = defaults.Revision(request.User, request.Project.Id, cluster.EnvironmentId, cluster.RevisionSpec ?? RevisionSpec.Active);
        }
    }

    /// <summary>The request as it is kept: with the revision that was decided, in a copy.</summary>
    private static string Kept(JsonObject body, string spec)
    {
        var kept = (JsonObject)body.DeepClone();
        kept["environmentRevisionSpec"] = RevisionSpec.ToJson(spec);
        return kept.ToJsonString();
    }
}
