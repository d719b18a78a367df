using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.BillingTags;

/// <summary>Which project has which billing tag.</summary>
internal sealed class ProjectBillingTagEndpoints(ProjectStore projects, BillingTagStore tags, TagStore projectTags)
{
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/projects/{projectId}/billingtag", GetAsync);
        app.MapPost("/v4/projects/{projectId}/billingtag", SetAsync);
        app.MapDelete("/v4/projects/{projectId}/billingtag", ResetAsync);
        app.MapGet("/v4/projects/billingtags/projects", ListAsync);
        app.MapPost("/v4/projects/billingtags/projects", SetManyAsync);
    }

    private JsonObject ToJson(ProjectRow project) =>
        ProjectJson.Summary(project, projects.Collaborators(project.Id), projectTags.Of(project.Id));

    private Task GetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        return Reply.JsonAsync(context, projects.FromId(context).BillingTag is { } tag ? new JsonObject { ["tag"] = tag } : null);
    }

    private async Task SetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var project = projects.FromId(context);
        tags.Assign([(project.Id, tags.Usable((await Reply.BodyAsync(context)).RequiredText("tag")))]);
        await Reply.JsonAsync(context, ToJson(projects.ById(project.Id)));
    }

    private Task ResetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var project = projects.FromId(context);
        tags.Assign([(project.Id, null)]);
        return Reply.JsonAsync(context, ToJson(projects.ById(project.Id)));
    }

    private async Task SetManyAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var pairs = new List<(string ProjectId, string? Tag)>();
        foreach (var entry in (await Reply.BodyAsync(context)).RequiredObjects("projectsBillingTags"))
        {
            var project = projects.FromId(context, entry.RequiredText("projectId"));
            if (pairs.Exists(pair => pair.ProjectId == project.Id))
            {
                throw new ApiException(400, $"The project {project.Id} is named twice.");
            }

            pairs.Add((project.Id, BillingTagEndpoints.TagIn(entry["billingTag"]) is { } tag ? tags.Usable(tag) : null));
        }

        tags.Assign(pairs);
        await Reply.JsonAsync(
            context,
            new JsonObject { ["summaries"] = new JsonArray([.. pairs.Select(pair => (JsonNode)ToJson(projects.ById(pair.ProjectId)))]) }
        );
    }

    private Task ListAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var query = context.Request.Query;
        int offset = query.WholeNumber("offset", 0),
            pageSize = query.WholeNumber("pageSize", 10);
        if (pageSize is 0 or > LargestPage)
        {
            throw new ApiException(400, $"'pageSize' is {pageSize}; it must be from 1 to {LargestPage}.");
        }

        string tag = query["billingTag"].ToString(),
            name = query["nameFilter"].ToString(),
            checkpoint = query["checkpointProjectId"].ToString();
        var missingOnly = Choice(query, "missingBillingTagOnly", "false", "true") == "true";
        var all = projects
            .All()
            .Where(project =>
                (tag.Length == 0 || project.BillingTag == tag)
                && project.Name.Contains(name, StringComparison.OrdinalIgnoreCase)
                && !(missingOnly && project.BillingTag is not null)
            );
        var sortBy = Choice(query, "sortBy", "name", "created");
        var sorted = all.OrderBy(project => sortBy == "created" ? project.CreatedAt.ToUnixTimeMilliseconds() : 0)
            .ThenBy(project => project.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(project => project.Id, StringComparer.Ordinal)
            .ToList();
        if (Choice(query, "sortOrder", "desc", "asc") == "desc")
        {
            sorted.Reverse();
        }

        var start = checkpoint.Length == 0 ? 0 : sorted.FindIndex(project => project.Id == checkpoint);
        return start < 0
            ? throw new ApiException(404, $"The project {checkpoint} is not in this list.")
            : Reply.JsonAsync(
                context,
                new JsonObject
                {
                    ["page"] = new JsonArray([
                        .. sorted.Skip(start).Skip(offset).Take(pageSize).Select(project => (JsonNode)ToJson(project)),
                    ]),
                    ["totalMatches"] = sorted.Count,
                }
            );
    }

    /// <summary>One of the words that a query may have; the first is meant where it has none.</summary>
    private static string Choice(IQueryCollection query, string name, params string[] words) =>
        query[name].ToString() is not { Length: > 0 } given ? words[0]
        : words.Contains(given) ? given
        : throw new ApiException(400, $"'{name}' is '{given}'; it must be one of {string.Join(", ", words)}.");
}
