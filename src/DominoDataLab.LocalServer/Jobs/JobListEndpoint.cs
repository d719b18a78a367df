using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Lists the jobs of a project.</summary>
internal sealed class JobListEndpoint(ProjectGuard projects, JobList list, JobJson json) : IEndpointGroup
{
    private const int DefaultPageSize = 3;

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/v4/jobs", ListAsync);

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var project = projects.FromId(context, query["projectId"].ToString(), ProjectAccess.ViewRuns);
        var size = context.Number("page_size", DefaultPageSize, 1, 1000);
        var offset = (context.Number("page_no", 1, 1, int.MaxValue) - 1L) * size;
        var status = query["status"].ToString();
        var orderBy = query["order_by"].ToString() is { Length: > 0 } given ? given : "number";
        var sortBy = query["sort_by"].ToString() is { Length: > 0 } sort ? sort : "desc";
        var (jobs, total) = list.Read(
            new JobListQuery
            {
                ProjectId = project.Id,
                Status = status.ToUpperInvariant(),
                ShowArchived = query["show_archived"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase),
                Tag = query["tag"].ToString() is { Length: > 0 } tag ? tag : null,
                OrderBy = orderBy,
                StatisticName = query["dominoStatsSortFieldName"].ToString(),
                IsAscending = sortBy.Equals("asc", StringComparison.OrdinalIgnoreCase),
                Offset = offset,
                Limit = size,
            }
        );
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["jobs"] = jobs.ToJsonArray(json.Job),
                ["totalCount"] = total,
                ["pagination"] = new JsonObject
                {
                    ["limit"] = size,
                    ["offset"] = offset,
                    ["orderBy"] = orderBy,
                    ["sortBy"] = sortBy,
                },
                ["dominoStatColumns"] = list.StatisticNames(project.Id).ToJsonArray(),
            }
        );
    }
}
