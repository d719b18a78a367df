using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>A job's name, its place among the archived, and how it got where it is.</summary>
internal sealed class JobDetailEndpoints(RequestedJob jobs, JobStore store, UsageMeter usage, JobJson json) : IEndpointGroup
{
    private const int MaxNameLength = 250;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v4/jobs/{jobId}/name", RenameAsync);
        app.MapPost("/v4/jobs/archive", ArchiveAsync);
        app.MapGet("/v4/jobs/jobs/{jobId}/usage", UsageAsync);
        app.MapGet("/v4/jobs/{jobId}/executionCheckpointStatuses", CheckpointsAsync);
    }

    private async Task RenameAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        var name = (await context.JsonBodyAsync()).RequiredText("name");
        if (name.Length > MaxNameLength)
        {
            throw DomainException.Invalid($"A job's name has at most {MaxNameLength} characters; this one has {name.Length}.");
        }

        store.Rename(job.Id, name);
        await Reply.JsonAsync(context, json.Job(store.Find(job.Id)!));
    }

    private async Task ArchiveAsync(HttpContext context)
    {
        var job = jobs.ById(context, (await context.JsonBodyAsync()).RequiredText("jobId"));
        if (!job.IsFinal)
        {
            throw DomainException.Invalid($"The job has not ended (it is {job.Status.Word()}). Stop it first, or wait for its end.");
        }

        store.Archive(job.Id);
        await Reply.JsonAsync(context, json.Job(store.Find(job.Id)!));
    }

    private Task UsageAsync(HttpContext context) =>
        Reply.ListAsync(
            context,
            usage.Of(jobs.FromRoute(context).Id),
            sample => new JsonObject
            {
                ["timestamp"] = sample.AtMs,
                ["cpu"] = sample.Cpu,
                ["memory"] = sample.MemoryGiB,
            }
        );

    private Task CheckpointsAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        var passed = store.Checkpoints(job.Id);
        var ways = new List<(string Name, long? At)>
        {
            ("Acknowledged", job.SubmittedMs),
            ("NodeAssigned", Time(passed, JobCheckpoint.NodeAssigned)),
            ("FilesPrepared", Time(passed, JobCheckpoint.FilesPrepared)),
            ("UserCodeLaunched", job.StartedMs),
            ("UserFilesSaved", Time(passed, JobCheckpoint.UserFilesSaved)),
            ("ResourcesDeleted", job.CompletedMs),
        };
        var reply = new List<JsonObject>();
        var last = job.SubmittedMs;
        var broken = job is { IsFinal: true, Status: not JobStatus.Succeeded, Reason: not null };
        foreach (var (name, at) in ways)
        {
            var entry = new JsonObject
            {
                ["checkpointName"] = name,
                ["status"] =
                    at is not null ? "Completed"
                    : broken ? "Error"
                    : "Pending",
            };
            if (at is { } moment)
            {
                entry["completedTimestamp"] = DateTimeOffset.FromUnixTimeMilliseconds(moment).UtcDateTime;
                entry["timeSpentMillis"] = Math.Max(0, moment - last);
                last = moment;
            }
            else if (broken)
            {
                // The first one that was not reached is where the job broke.
                entry["message"] = job.Message;
                broken = false;
            }
            else if (name == "NodeAssigned" && !job.IsFinal)
            {
                entry["startupTip"] = json.Waiting(job);
            }

            reply.Add(entry);
        }

        return Reply.ListAsync(context, reply, entry => entry);
    }

    private static long? Time(Dictionary<string, long> passed, string name) => passed.TryGetValue(name, out var at) ? at : null;
}
