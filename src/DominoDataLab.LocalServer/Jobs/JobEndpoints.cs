using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Starts, stops and shows jobs and their logs.</summary>
internal sealed class JobEndpoints(
    RequestedJob requested,
    ProjectGuard projects,
    JobSubmission submission,
    JobDispatcher dispatcher,
    JobLogs logs,
    EnvironmentStore environments,
    JobJson json,
    LocalDominoOptions options
) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v4/jobs/start", StartAsync);
        app.MapPost("/v4/jobs/stop", StopAsync);
        app.MapPost("/v4/jobs/restart", RestartAsync);
        app.MapGet("/v4/jobs/{jobId}", context => Reply.JsonAsync(context, json.Bytes(requested.FromRoute(context))));
        app.MapGet("/v4/jobs/{jobId}/runtimeExecutionDetails", DetailsAsync);
        app.MapGet("/v4/jobs/{jobId}/logsWithProblemSuggestions", LogsAsync);
    }

    private async Task StartAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var job = submission.Submit(
            new JobRequest
            {
                Project = projects.FromId(context, body.RequiredText("projectId")),
                User = context.Caller(),
                Command = body.RequiredText("commandToRun"),
                Title = body.Text("title"),
                Commit = body.Text("commitId"),
                TierId = body.Text("overrideHardwareTierId"),
                EnvironmentId = body.Text("environmentId"),
                RevisionSpec = RevisionSpec.Read(body, "environmentRevisionSpec"),
                Body = body,
            }
        );
        await Reply.JsonAsync(context, json.Job(job));
    }

    private async Task StopAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var job = requested.ById(context, body.RequiredText("jobId"));
        await Reply.JsonAsync(context, json.Job(dispatcher.Stop(job, body.Flag("commitResults") ?? true)));
    }

    private async Task RestartAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var job = requested.ById(context, body.RequiredText("jobId"));
        var commit = body.Flag("shouldUseOriginalInputCommit") ?? true ? job.InputCommit : null;
        await Reply.JsonAsync(context, json.Job(submission.Restart(job, context.Caller().Id, commit)));
    }

    private Task DetailsAsync(HttpContext context)
    {
        var job = requested.FromRoute(context);
        var revision = environments.Revision(job.EnvironmentRevisionId)!;
        var environment = environments.Usable(context.Caller(), revision.EnvironmentId);
        var tier =
            options.HardwareTiers.FirstOrDefault(known => known.Id == job.TierId)
            ?? throw DomainException.NotFound($"The server no longer has the hardware tier '{job.TierId}' of this job.");
        return Reply.JsonAsync(context, JobJson.Details(job, environment, revision, tier));
    }

    private Task LogsAsync(HttpContext context)
    {
        // The state is read first: a job that has ended by then has written all of its log.
        var job = requested.FromRoute(context);
        var reply = new JsonObject { ["logset"] = LogPage.Read(context, logs.Of(job.Id), job.IsFinal) };
        if (JobProblem.Of(job) is { } problem)
        {
            reply["problemSuggestion"] = problem;
        }

        return Reply.JsonAsync(context, reply);
    }
}
