using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Models;

/// <summary>API endpoints, the older form of models: one function of a project at a time.</summary>
internal sealed class EndpointEndpoints(
    ModelStore models,
    FunctionHost host,
    ModelServing serving,
    ProjectGuard projects,
    ProjectFiles files
) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/{owner}/{project}/endpoint/state", StateAsync);
        app.MapPost("/v1/{owner}/{project}/endpoint/publishRelease", PublishAsync);
        app.MapPost("/v1/{owner}/{project}/endpoint", CallAsync);
        app.MapDelete("/v1/{owner}/{project}/endpoint", UnpublishAsync);
    }

    private Task StateAsync(HttpContext context)
    {
        var endpoint = models.Endpoint(projects.FromNames(context).Id);
        return Reply.JsonAsync(
            context,
            endpoint is null
                ? new JsonObject { ["status"] = "Unpublished", ["isPublished"] = false }
                : new JsonObject
                {
                    ["status"] = endpoint.Status,
                    ["isPublished"] = endpoint.Status != "Stopped",
                    ["message"] = endpoint.Message,
                    ["commitId"] = endpoint.CommitId,
                    ["bindingDefinition"] = new JsonObject { ["file"] = endpoint.File, ["function"] = endpoint.Function },
                }
        );
    }

    private async Task PublishAsync(HttpContext context)
    {
        var project = projects.FromNames(context);
        var body = await context.JsonBodyAsync();
        var binding =
            body["bindingDefinition"] as JsonObject
            ?? throw DomainException.Invalid("'bindingDefinition' must be an object with file and function.");
        var commit = body.Text("commitId") ?? files.Head(project.Id);
        if (!files.HasCommit(project.Id, commit))
        {
            throw DomainException.NotFound($"Commit '{commit}' was not found in this project.");
        }

        var endpoint = new EndpointRow(
            project.Id,
            FilePath.Check(binding.RequiredText("file")),
            binding.RequiredText("function"),
            commit,
            "Starting",
            null,
            context.Caller().Id
        );
        await host.StopAsync(project.Id);
        models.PutEndpoint(endpoint);
        serving.Serve(endpoint);
        await Reply.JsonAsync(context, new JsonObject { ["status"] = endpoint.Status, ["message"] = "The endpoint is being published." });
    }

    private async Task CallAsync(HttpContext context)
    {
        var project = projects.FromNames(context, ProjectAccess.Read);
        _ =
            models.Endpoint(project.Id)
            ?? throw DomainException.NotFound($"{project.OwnerName}/{project.Name} has no API endpoint; publish one first.");
        await Reply.JsonAsync(
            context,
            new JsonObject { ["result"] = await host.CallAsync(project.Id, await context.JsonBodyAsync(), context.RequestAborted) }
        );
    }

    private async Task UnpublishAsync(HttpContext context)
    {
        var project = projects.FromNames(context);
        await host.StopAsync(project.Id);
        models.SetEndpointStatus(project.Id, "Stopped", null);
        await Reply.JsonAsync(context, new JsonObject { ["status"] = "Stopped" });
    }
}
