using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.BillingTags;

/// <summary>Which project has which billing tag.</summary>
internal sealed class ProjectBillingTagEndpoints(ProjectStore projects, ProjectGuard access, BillingTagStore tags, TagStore projectTags)
    : IEndpointGroup
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
        return Reply.JsonAsync(context, access.FromId(context).BillingTag is { } tag ? new JsonObject { ["tag"] = tag } : null);
    }

    private async Task SetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var project = access.FromId(context);
        tags.Assign([(project.Id, tags.Usable((await context.JsonBodyAsync()).RequiredText("tag")))]);
        await Reply.JsonAsync(context, ToJson(projects.ById(project.Id)));
    }

    private Task ResetAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var project = access.FromId(context);
        tags.Assign([(project.Id, null)]);
        return Reply.JsonAsync(context, ToJson(projects.ById(project.Id)));
    }

    private async Task SetManyAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var pairs = new List<(string ProjectId, string? Tag)>();
        foreach (var entry in (await context.JsonBodyAsync()).RequiredObjects("projectsBillingTags"))
        {
            var project = access.FromId(context, entry.RequiredText("projectId"));
            if (pairs.Exists(pair => pair.ProjectId == project.Id))
            {
                throw DomainException.Invalid($"The project {project.Id} is named twice.");
            }

            pairs.Add((project.Id, BillingTagEndpoints.TagIn(entry["billingTag"]) is { } tag ? tags.Usable(tag) : null));
        }

        tags.Assign(pairs);
        await Reply.JsonAsync(context, new JsonObject { ["summaries"] = pairs.ToJsonArray(pair => ToJson(projects.ById(pair.ProjectId))) });
    }

    private Task ListAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var query = context.Request.Query;
        int offset = query.WholeNumber("offset", 0),
            pageSize = query.WholeNumber("pageSize", 10);
        if (pageSize is 0 or > LargestPage)
        {
            throw DomainException.Invalid($"'pageSize' is {pageSize}; it must be from 1 to {LargestPage}.");
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
            ? throw DomainException.NotFound($"The project {checkpoint} is not in this list.")
            : Reply.JsonAsync(
                context,
                new JsonObject
                {
                    ["page"] = sorted.Skip(start).Skip(offset).Take(pageSize).ToJsonArray(project => ToJson(project)),
                    ["totalMatches"] = sorted.Count,
                }
            );
    }

    /// <summary>One of the words that a query may have; the first is meant where it has none.</summary>
    private static string Choice(IQueryCollection query, string name, params string[] words) =>
        query[name].ToString() is not { Length: > 0 } given ? words[0]
        : words.Contains(given) ? given
        : throw DomainException.Invalid($"'{name}' is '{given}'; it must be one of {string.Join(", ", words)}.");
}
