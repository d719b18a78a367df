using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Environment variables of a project, for those who may run in it, and of the caller.</summary>
internal sealed class VariableEndpoints(ProjectGuard projects, VariableStore variables) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/v4/projects/{projectId}/environmentVariables",
            context =>
                Reply.JsonAsync(context, VariableJson.Variables(variables.OfProject(projects.FromId(context, ProjectAccess.Contribute).Id)))
        );
        app.MapPost("/v4/projects/{projectId}/environmentVariables", SetOfProjectAsync);
        app.MapDelete("/v4/projects/{projectId}/environmentVariables/{name}", RemoveOfProjectAsync);
        app.MapGet("/v4/users/environmentVariables", OfUserAsync);
        app.MapPut("/v4/users/environmentVariables", SetOfUserAsync);
        app.MapDelete("/v4/users/environmentVariables", RemoveOfUserAsync);
    }

    private async Task SetOfProjectAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var body = await context.JsonBodyAsync();
        var variable = VariableStore.Check(
            body.RequiredText("name"),
            body.Text("value") ?? throw DomainException.Invalid("'value' is missing.")
        );
        variables.SetOfProject(project.Id, variable);
        await Reply.JsonAsync(context, VariableJson.Variable(variable));
    }

    private Task RemoveOfProjectAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        return variables.RemoveOfProject(project.Id, context.Route("name"))
            ? Task.CompletedTask
            : throw DomainException.NotFound($"{project.OwnerName}/{project.Name} has no environment variable '{context.Route("name")}'.");
    }

    private Task OfUserAsync(HttpContext context) =>
        Reply.JsonAsync(context, new JsonObject { ["vars"] = VariableJson.Variables(variables.OfUser(context.Caller().Id)) });

    private async Task SetOfUserAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var given = body.Select(pair =>
                VariableStore.Check(pair.Key, body.Text(pair.Key) ?? throw DomainException.Invalid($"The value of {pair.Key} is null."))
            )
            .ToList();
        given.ForEach(variable => variables.SetOfUser(context.Caller().Id, variable));
        await OfUserAsync(context);
    }

    private Task RemoveOfUserAsync(HttpContext context)
    {
        var gone = new JsonObject { ["vars"] = VariableJson.Variables(variables.OfUser(context.Caller().Id)) };
        variables.RemoveAllOfUser(context.Caller().Id);
        return Reply.JsonAsync(context, gone);
    }
}
