using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Jobs, their logs, and what they can run on.</summary>
internal sealed class JobEndpoints(
    ProjectGuard projects,
    ProjectFiles files,
    JobStore jobs,
    JobEngine engine,
    EnvironmentStore environments,
    ProjectSettings settings,
    JobNotes notes,
    UsageMeter usage,
    LocalDominoOptions options
)
{
    private const int DefaultPageSize = 3;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v4/jobs/start", StartAsync);
        app.MapPost("/v4/jobs/stop", StopAsync);
        app.MapPost("/v4/jobs/restart", RestartAsync);
        app.MapGet("/v4/jobs", ListAsync);
        app.MapGet("/v4/jobs/{jobId}", context => Reply.JsonAsync(context, Job(FromId(context))));
        app.MapGet("/v4/jobs/{jobId}/runtimeExecutionDetails", DetailsAsync);
        app.MapGet("/v4/jobs/{jobId}/logsWithProblemSuggestions", LogsAsync);
    }

    public JobRow FromId(HttpContext context) => ById(context, context.Route("jobId"));

    public JobRow ById(HttpContext context, string id)
    {
        var job = jobs.Find(id) ?? throw DomainException.NotFound($"There is no job with the id '{id}'.");
        _ = projects.FromId(context, job.ProjectId);
        return job;
    }

    private async Task StartAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var project = projects.FromId(context, body.RequiredText("projectId"));
        var tier = body.Text("overrideHardwareTierId") ?? settings.DefaultTier(project.Id, options).Id;
        if (options.HardwareTiers.All(known => known.Id != tier))
        {
            throw DomainException.Invalid(
                $"There is no hardware tier with the id '{tier}'; there are {string.Join(", ", options.HardwareTiers.Select(known => known.Id))}."
            );
        }

        if (ClusterSpec.PropertiesOf(body)?.RequiredText("computeEnvironmentId") is { } environment)
        {
            _ = environments.Usable(context.Caller(), environment);
        }

        var revision = RevisionOf(context, project, body);
        var job = engine.Submit(
            New(
                project,
                body.RequiredText("commandToRun"),
                body.Text("commitId") ?? files.Head(project.Id),
                tier,
                body.Text("title"),
                body,
                context.Caller().Id,
                revision
            )
        );
        await Reply.JsonAsync(context, Job(job));
    }

    private static string? Statistic(JobRow job, string name) => JobStatistics.Of(job).Find(pair => pair.Key == name).Value;

    private static JobRow New(
        ProjectRow project,
        string command,
        string commit,
        string tier,
        string? title,
        JsonObject request,
        string userId,
        string environmentRevisionId
    ) =>
        new(
            Ids.New(),
            project.Id,
            0,
            title,
            command,
            null,
            false,
            tier,
            commit,
            null,
            "Queued",
            null,
            null,
            0,
            null,
            null,
            null,
            request.ToJsonString(),
            "{}",
            userId,
            environmentRevisionId
        );

    private string RevisionOf(HttpContext context, ProjectRow project, JsonObject body)
    {
        var environment = body.Text("environmentId") is { Length: > 0 } id
            ? environments.Usable(context.Caller(), id)
            : settings.DefaultEnvironment(project.Id, environments);
        if (environment.Archived)
        {
            throw DomainException.Invalid($"The environment '{environment.Name}' is archived.");
        }

        // Kept with the job, which tells later what was asked for.
        var spec = RevisionSpec.Read(body, "environmentRevisionSpec") ?? settings.DefaultRevision(project.Id, environment, environments);
        body["environmentRevisionSpec"] = RevisionSpec.ToJson(spec);
        return environments.Chosen(environment, spec).Id;
    }

    private async Task StopAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var job = ById(context, body.RequiredText("jobId"));
        await Reply.JsonAsync(context, Job(engine.Stop(job, body.Flag("commitResults") ?? true)));
    }

    private async Task RestartAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var job = ById(context, body.RequiredText("jobId"));
        var commit = body.Flag("shouldUseOriginalInputCommit") ?? true ? job.InputCommit : files.Head(job.ProjectId);
        await Reply.JsonAsync(
            context,
            Job(
                engine.Submit(
                    job with
                    {
                        Id = Ids.New(),
                        InputCommit = commit,
                        StartedBy = context.Caller().Id,
                        ScheduleId = null,
                        DueMs = null,
                        IsArchived = false,
                    }
                )
            )
        );
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var project = projects.FromId(context, query["projectId"].ToString());
        int size = context.Number("page_size", DefaultPageSize, 1, 1000),
            page = context.Number("page_no", 1, 1, int.MaxValue);
        var status = query["status"].ToString().ToUpperInvariant();
        var tagged = query["tag"].ToString() is { Length: > 0 } tag ? notes.JobsWithTag(project.Id, tag) : null;
        var archived = query["show_archived"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase) || status == "ARCHIVED";
        var found = jobs.OfProject(project.Id)
            .Where(job => (archived || !job.IsArchived) && tagged?.Contains(job.Id) != false)
            .Where(job =>
                status switch
                {
                    "" or "ALL" => true,
                    "QUEUED" => job.Status == "Queued",
                    "RUNNING" => !job.IsFinal && job.Status != "Queued",
                    "ACTIVE" => !job.IsFinal,
                    "COMPLETED" => job.IsFinal,
                    "ARCHIVED" => job.IsArchived,
                    _ => throw DomainException.Invalid(
                        $"'{query["status"]}' is no status to list by; they are all, queued, running, completed, archived and active."
                    ),
                }
            )
            .ToList();
        var orderBy = query["order_by"].ToString() is { Length: > 0 } given ? given : "number";
        IEnumerable<JobRow> ordered = orderBy switch
        {
            "status" => found.OrderBy(job => job.Status, StringComparer.Ordinal),
            "command" => found.OrderBy(job => job.Command, StringComparer.Ordinal),
            "title" => found.OrderBy(job => job.Title, StringComparer.Ordinal),
            "duration" => found.OrderBy(job => (job.CompletedMs ?? long.MaxValue) - (job.StartedMs ?? 0)),
            "queued" => found.OrderBy(job => job.SubmittedMs),
            "commentCount" => found.OrderBy(job => notes.Comments(job.Id).Count),
            "dominoStatsField" => found.OrderBy(job => Statistic(job, query["dominoStatsSortFieldName"].ToString()), JobStatistics.Order),
            "number" or "numberAsDouble" or "user" => found.OrderBy(job => job.Number),
            _ => throw DomainException.Invalid($"Jobs can't be ordered by '{orderBy}'."),
        };
        if (!query["sort_by"].ToString().Equals("asc", StringComparison.OrdinalIgnoreCase))
        {
            ordered = ordered.Reverse();
        }

        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["jobs"] = ordered.Skip((int)Math.Min((page - 1L) * size, int.MaxValue)).Take(size).ToJsonArray(job => Job(job)),
                ["totalCount"] = found.Count,
                ["pagination"] = new JsonObject
                {
                    ["limit"] = size,
                    ["offset"] = (page - 1L) * size,
                    ["orderBy"] = orderBy,
                    ["sortBy"] = query["sort_by"].ToString() is { Length: > 0 } sort ? sort : "desc",
                },
                ["dominoStatColumns"] = found
                    .SelectMany(job => JobStatistics.Of(job).Select(pair => pair.Key))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .ToJsonArray(name => name),
            }
        );
    }

    private Task DetailsAsync(HttpContext context)
    {
        var job = FromId(context);
        var revision = environments.Revision(job.EnvironmentRevisionId)!;
        var environment = environments.Usable(context.Caller(), revision.EnvironmentId);
        var tier = options.HardwareTiers.First(known => known.Id == job.TierId);
        return Reply.JsonAsync(
            context,
            new JsonObject
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
            }
        );
    }

    private Task LogsAsync(HttpContext context)
    {
        // The state is read first: a job that has ended by then has written all of its log.
        var job = FromId(context);
        var reply = new JsonObject { ["logset"] = LogPage.Read(context, engine.Logs.Of(job.Id), job.IsFinal) };
        if (JobProblem.Of(job) is { } problem)
        {
            reply["problemSuggestion"] = problem;
        }

        return Reply.JsonAsync(context, reply);
    }

    public JsonObject Job(JobRow job)
    {
        var commits = new JsonObject { ["inputCommitId"] = job.InputCommit };
        if (job.OutputCommit is not null)
        {
            commits["outputCommitId"] = job.OutputCommit;
        }

        var stages = new JsonObject { ["submissionTime"] = job.SubmittedMs };
        if (job.StartedMs is { } started)
        {
            stages["runStartTime"] = started;
        }

        if (job.CompletedMs is { } completed)
        {
            stages["completedTime"] = completed;
        }

        var reply = new JsonObject
        {
            ["id"] = job.Id,
            ["number"] = job.Number,
            ["projectId"] = job.ProjectId,
            ["jobRunCommand"] = job.Command,
            ["statuses"] = new JsonObject
            {
                ["executionStatus"] = job.Status,
                ["isCompleted"] = job.IsFinal,
                ["isArchived"] = job.IsArchived,
                ["isScheduled"] = job.ScheduleId is not null,
            },
            ["stageTime"] = stages,
            ["commitDetails"] = commits,
            ["tags"] = notes.Tags(job.Id).ToJsonArray(tag => JobNoteEndpoints.ToJson(tag, job.ProjectId)),
            ["commentsCount"] = notes.Comments(job.Id).Count,
            ["goalIds"] = new JsonArray(),
            ["dominoStats"] = JobStatistics.Of(job).ToJsonArray(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value }),
            ["suggestDatasets"] = false,
            ["snapshotDatasetsOnCompletion"] = false,
            ["snapshotNetAppVolumesOnCompletion"] = false,
            ["dependentDatasetMounts"] = new JsonArray(),
            ["dependentExternalVolumeMounts"] = new JsonArray(),
            ["dependentNetAppVolumeMounts"] = new JsonArray(),
            ["dependentProjects"] = new JsonArray(),
            ["dependentRepositories"] = new JsonArray(),
        };
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

        if (!job.IsFinal && job.StartedMs is null)
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

        return reply;
    }

    public string Waiting(JobRow job) =>
        job.Status != "Queued"
            ? "The job is being prepared."
            : $"{jobs.QueuedBefore(job.Id) switch { 0 => "It is the next", 1 => "1 job is before it", var before => $"{before} jobs are before it" }} in the queue; at most {engine.Places} run at once on this server.";
}
