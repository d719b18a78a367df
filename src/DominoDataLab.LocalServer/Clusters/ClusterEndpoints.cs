using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Clusters;

/// <summary>The settings of a cluster by default.</summary>
internal sealed class ClusterEndpoints(ProjectGuard projects, ProjectSettings settings, LocalDominoOptions options) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v4/jobs/{projectId}/{clusterType}/defaultComputeClusterSettings", DefaultsAsync);

    private Task DefaultsAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var type = context.Route("clusterType");
        if (!ClusterSpec.Types.Contains(type))
        {
            throw DomainException.NotFound($"Invalid type of cluster '{type}'. Use {string.Join(", ", ClusterSpec.Types)}.");
        }

        var tier = settings.DefaultTier(project.Id, options).Id;
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["clusterType"] = type,
                ["workerCount"] = 1,
                ["maxUserExecutionSlots"] = ClusterSpec.MostWorkers,
                ["masterHardwareTierId"] = new JsonObject { ["value"] = tier },
                ["workerHardwareTierId"] = new JsonObject { ["value"] = tier },
            }
        );
    }
}
