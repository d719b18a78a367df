using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>The tags of a project.</summary>
internal sealed class TagEndpoints(ProjectStore projects, ProjectGuard access, TagStore tags) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/projectTags/{tagId}", DetailsAsync);
        app.MapPost("/v4/projects/{projectId}/tags", AddAsync);
        app.MapDelete("/v4/projects/{projectId}/tags/{tagId}", RemoveAsync);
    }

    /// <summary>The names in a body such as <c>{"tagNames": ["a"]}</c>.</summary>
    public static List<string> Names(JsonObject body) =>
        TagStore.Check(
            (body["tagNames"] as JsonArray ?? throw DomainException.Invalid("'tagNames' must be an array of strings.")).Select(item =>
                item is JsonValue value && value.TryGetValue<string>(out var name)
                    ? name
                    : throw DomainException.Invalid("'tagNames' must be an array of strings.")
            )
        );

    private Task DetailsAsync(HttpContext context)
    {
        var tag = tags.Find(context.Route("tagId"));
        if (
            tag is null
            || projects.FindById(tag.ProjectId) is not { } project
            || access.AccessOf(context.Caller(), project) == ProjectAccess.None
        )
        {
            throw DomainException.NotFound($"The tag with the ID '{context.Route("tagId")}' was not found.");
        }

        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["_id"] = tag.Id,
                ["name"] = tag.Name,
                ["lastAdded"] = tag.AddedMs,
            }
        );
    }

    private async Task AddAsync(HttpContext context)
    {
        var project = access.FromId(context);
        await Reply.JsonAsync(context, TagJson.Tags(tags.Add(project.Id, Names(await context.JsonBodyAsync()))));
    }

    private Task RemoveAsync(HttpContext context)
    {
        var project = access.FromId(context);
        return tags.Remove(project.Id, context.Route("tagId"))
            ? Task.CompletedTask
            : throw DomainException.NotFound($"{project.OwnerName}/{project.Name} has no tag with the id '{context.Route("tagId")}'.");
    }
}
