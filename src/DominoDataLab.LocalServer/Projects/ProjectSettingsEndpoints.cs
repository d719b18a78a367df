using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>The default settings of a project's executions, and the hardware tiers that they can use.</summary>
internal sealed class ProjectSettingsEndpoints(
    ProjectGuard projects,
    ProjectSettings settings,
    EnvironmentStore environments,
    JobStore jobs,
    JobDispatcher dispatcher,
    LocalDominoOptions options
) : IEndpointGroup
{
    private const double MinVolumeGiB = 4,
        MaxVolumeGiB = 200,
        DefaultVolumeGiB = 10;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/projects/{projectId}/settings", GetAsync);
        app.MapPut("/v4/projects/{projectId}/settings", UpdateAsync);
        app.MapGet("/v4/projects/{projectId}/hardwareTiers", TiersAsync);
    }

    private Task GetAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var environment = settings.DefaultEnvironment(project.Id, environments);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["defaultEnvironmentId"] = environment.Id,
                ["defaultEnvironmentRevisionSpec"] = RevisionSpec.ToJson(settings.DefaultRevision(project.Id, environment, environments)),
                ["defaultHardwareTierId"] = settings.DefaultTier(project.Id, options).Id,
                ["defaultVolumeSizeGiB"] = settings.Of(project.Id).VolumeGiB ?? DefaultVolumeGiB,
                ["minVolumeSizeGiB"] = MinVolumeGiB,
                ["maxVolumeSizeGiB"] = MaxVolumeGiB,
                ["recommendedVolumeSizeGiB"] = DefaultVolumeGiB,
                ["sparkClusterMode"] = "Local",
            }
        );
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var body = await context.JsonBodyAsync();
        string? environment = body.Text("defaultEnvironmentId"),
            tier = body.Text("defaultHardwareTierId");
        var used = environment is null
            ? settings.DefaultEnvironment(project.Id, environments)
            : environments.Usable(context.Caller(), environment);
        var revision = RevisionSpec.Read(body, "defaultEnvironmentRevisionSpec");
        if (revision is not null)
        {
            _ = environments.Chosen(used, revision);
        }

        if (tier is not null && options.HardwareTiers.All(known => known.Id != tier))
        {
            throw DomainException.NotFound(
                $"The hardware tier with the ID '{tier}' was not found. Use one of "
                    + $"{string.Join(", ", options.HardwareTiers.Select(known => known.Id))}."
            );
        }

        settings.Update(project.Id, new SettingsRow(environment, revision, tier, Volume(body["defaultVolumeSizeGiB"])));
    }

    private static double? Volume(JsonNode? given) =>
        given switch
        {
            null => null,
            JsonValue value when value.TryGetValue<double>(out var size) && size is >= MinVolumeGiB and <= MaxVolumeGiB => size,
            _ => throw DomainException.Invalid($"'defaultVolumeSizeGiB' must be a number from {MinVolumeGiB} to {MaxVolumeGiB}."),
        };

    private Task TiersAsync(HttpContext context)
    {
        var first = settings.DefaultTier(projects.FromId(context).Id, options).Id;
        var unfinished = jobs.Unfinished();
        var running = unfinished.Count(job => job.Status != JobStatus.Queued);
        return Reply.ListAsync(
            context,
            options.HardwareTiers,
            tier => new JsonObject
            {
                ["hardwareTier"] = HardwareTierJson.Tier(tier, tier.Id == first),
                ["capacity"] = new JsonObject
                {
                    // Every tier runs on this one machine, so a job of any takes a place from all.
                    ["currentNumberOfExecutors"] = 1,
                    ["maximumNumberOfExecutors"] = 1,
                    ["numberOfCurrentlyExecutingRuns"] = unfinished.Count(job => job.TierId == tier.Id && job.Status != JobStatus.Queued),
                    ["numberOfQueuedRuns"] = unfinished.Count(job => job.TierId == tier.Id && job.Status == JobStatus.Queued),
                    ["maximumConcurrentRuns"] = dispatcher.Places,
                    ["availableCapacityWithoutLaunching"] = Math.Max(0, dispatcher.Places - running),
                    ["maximumAvailableCapacity"] = Math.Max(0, dispatcher.Places - running),
                    ["capacityLevel"] = running < dispatcher.Places ? "CAN_EXECUTE_WITH_CURRENT_INSTANCES" : "FULL",
                },
                ["dataPlane"] = HardwareTierJson.DataPlane(),
            }
        );
    }
}
