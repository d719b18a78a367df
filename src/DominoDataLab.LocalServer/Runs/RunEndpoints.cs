using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Jobs;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Runs;

/// <summary>Runs: the older routes to the same jobs.</summary>
internal sealed class RunEndpoints(ProjectGuard projects, JobStore jobs, JobSubmission submission, JobLogs logs, LocalDominoOptions options)
    : IEndpointGroup
{
    // Clients of old strip exactly this tag from the output.
    private const string Pre =
        "<pre style='white-space: pre-wrap; white-space: -moz-pre-wrap; white-space: -pre-wrap; white-space: -o-pre-wrap; word-wrap: "
        + "break-word; word-wrap: break-all;'>";

    private const int FlushBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/projects/{owner}/{project}/runs", ListAsync);
        app.MapPost("/v1/projects/{owner}/{project}/runs", StartAsync);
        app.MapGet("/v1/projects/{owner}/{project}/runs/{runId}", context => Reply.JsonAsync(context, RunJson.Run(FromId(context))));
        app.MapGet("/v1/projects/{owner}/{project}/run/{runId}/stdout", StdoutAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var project = projects.FromNames(context, ProjectAccess.ViewRuns);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["objectType"] = "list",
                ["url"] = context.Request.Path.Value,
                ["data"] = jobs.OfProject(project.Id).ToJsonArray(RunJson.Run),
            }
        );
    }

    private async Task StartAsync(HttpContext context)
    {
        var project = projects.FromNames(context);
        var body = await context.JsonBodyAsync();
        if (
            body["command"] is not JsonArray { Count: > 0 } command
            || command.Any(word => word is not JsonValue value || !value.TryGetValue<string>(out _))
            || string.IsNullOrWhiteSpace(command[0]!.GetValue<string>())
        )
        {
            throw DomainException.Invalid("'command' must be an array of strings, a file or program first.");
        }

        List<string> words = [.. command.Select(word => word!.GetValue<string>())];
        var job = submission.Submit(
            new JobRequest
            {
                Project = project,
                User = context.Caller(),
                Command = string.Join(' ', words),
                Words = words,
                IsDirect = body.Flag("isDirect") ?? false,
                Title = body.Text("title"),
                Commit = body.Text("commitId"),
                TierId = body.Text("tier") is { Length: > 0 } name ? TierNamed(name) : null,
                Body = body,
            }
        );
        await Reply.JsonAsync(context, new JsonObject { ["runId"] = job.Id, ["message"] = "Run started" });
    }

    private string TierNamed(string name) =>
        options.HardwareTiers.FirstOrDefault(tier => tier.Name == name)?.Id
        ?? throw DomainException.Invalid(
            $"The hardware tier '{name}' was not found. Use one of {string.Join(", ", options.HardwareTiers.Select(tier => tier.Name))}."
        );

    /// <summary>Written as it is read: a log may be larger than memory.</summary>
    private async Task StdoutAsync(HttpContext context)
    {
        var log = logs.Of(FromId(context).Id);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        await WriteAsync("stdout", LogTypes.Output);
        await WriteAsync("setup", LogTypes.Setup);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);

        async Task WriteAsync(string name, LogTypes types)
        {
            json.WritePropertyName(name);
            json.WriteStringValueSegment(Pre, isFinalSegment: false);
            var between = "";
            foreach (var line in log.Read(types, after: 0, skip: 0))
            {
                json.WriteStringValueSegment(between + WebUtility.HtmlEncode(line.Content), isFinalSegment: false);
                between = line.End;
                if (json.BytesPending > FlushBytes)
                {
                    await json.FlushAsync(context.RequestAborted);
                }
            }

            json.WriteStringValueSegment("</pre>", isFinalSegment: true);
        }
    }

    private JobRow FromId(HttpContext context)
    {
        var project = projects.FromNames(context, ProjectAccess.ViewRuns);
        return jobs.Find(context.Route("runId")) is { } job && job.ProjectId == project.Id
            ? job
            : throw DomainException.NotFound($"The run '{context.Route("runId")}' was not found in {project.OwnerName}/{project.Name}.");
    }
}
