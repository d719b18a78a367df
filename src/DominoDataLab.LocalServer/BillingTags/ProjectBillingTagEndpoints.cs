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

        var filter = new BillingTagFilter(
            query["billingTag"].ToString(),
            query["nameFilter"].ToString(),
            IsMissing: Choice(query, "missingBillingTagOnly", "false", "true") == "true",
            IsByCreation: Choice(query, "sortBy", "name", "created") == "created",
            IsDescending: Choice(query, "sortOrder", "desc", "asc") == "desc"
        );
        var start = query["checkpointProjectId"].ToString() is { Length: > 0 } checkpoint
            ? projects.PlaceOf(checkpoint, filter) ?? throw DomainException.NotFound($"The project {checkpoint} is not in this list.")
            : 0;
        var page = projects.WithBillingTag(filter, (start + offset, pageSize));
        return Reply.JsonAsync(
            context,
            new JsonObject { ["page"] = page.Rows.ToJsonArray(project => ToJson(project)), ["totalMatches"] = page.Total }
        );
    }

    /// <summary>Reads a word of a query. The first word is the default.</summary>
    private static string Choice(IQueryCollection query, string name, params string[] words) =>
        query[name].ToString() is not { Length: > 0 } given ? words[0]
        : words.Contains(given) ? given
        : throw DomainException.Invalid($"'{name}' is '{given}'; it must be one of {string.Join(", ", words)}.");
}
