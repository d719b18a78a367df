using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>What a project's executions start with, and the hardware tiers they can choose from.</summary>
internal sealed class ProjectSettingsEndpoints(
    ProjectGuard projects,
    ProjectSettings settings,
    EnvironmentStore environments,
    JobStore jobs,
    JobEngine engine,
    LocalDominoOptions options
)
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
                $"There is no hardware tier with the id '{tier}'; there are {string.Join(", ", options.HardwareTiers.Select(known => known.Id))}."
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
        var running = unfinished.Count(job => job.Status != "Queued");
        return Reply.JsonAsync(
            context,
            options.HardwareTiers.ToJsonArray(tier => new JsonObject
            {
                ["hardwareTier"] = Tier(tier, tier.Id == first),
                ["capacity"] = new JsonObject
                {
                    // Every tier runs on this one machine, so a job of any takes a place from all.
                    ["currentNumberOfExecutors"] = 1,
                    ["maximumNumberOfExecutors"] = 1,
                    ["numberOfCurrentlyExecutingRuns"] = unfinished.Count(job => job.TierId == tier.Id && job.Status != "Queued"),
                    ["numberOfQueuedRuns"] = unfinished.Count(job => job.TierId == tier.Id && job.Status == "Queued"),
                    ["maximumConcurrentRuns"] = engine.Places,
                    ["availableCapacityWithoutLaunching"] = Math.Max(0, engine.Places - running),
                    ["maximumAvailableCapacity"] = Math.Max(0, engine.Places - running),
                    ["capacityLevel"] = running < engine.Places ? "CAN_EXECUTE_WITH_CURRENT_INSTANCES" : "FULL",
                },
                ["dataPlane"] = DataPlane(),
            })
        );
    }

    private static JsonObject Tier(LocalHardwareTier tier, bool isDefault) =>
        new()
        {
            ["id"] = tier.Id,
            ["name"] = tier.Name,
            ["centsPerMinute"] = 0,
            ["clusterType"] = "Kubernetes",
            ["creationTime"] = "2020-01-01T00:00:00.000Z",
            ["updateTime"] = "2020-01-01T00:00:00.000Z",
            ["metadata"] = new JsonObject(),
            ["hwtFlags"] = new JsonObject
            {
                ["isDefault"] = isDefault,
                ["isArchived"] = false,
                ["isVisible"] = true,
                ["isGlobal"] = true,
                ["isFree"] = true,
                ["isAllowedDuringTrial"] = true,
                ["isDataAnalystTier"] = false,
            },
            ["hwtResources"] = new JsonObject
            {
                ["cores"] = tier.Cores,
                ["memory"] = new JsonObject { ["value"] = tier.MemoryGiB, ["unit"] = "GiB" },
                ["allowSharedMemoryToExceedDefault"] = false,
            },
            ["podCustomization"] = new JsonObject
            {
                ["additionalRequests"] = new JsonObject(),
                ["additionalLimits"] = new JsonObject(),
                ["additionalAnnotations"] = new JsonObject(),
                ["additionalLabels"] = new JsonObject(),
                ["hugepages"] = new JsonObject(),
                ["capabilities"] = new JsonArray(),
            },
        };

    private static JsonObject DataPlane() =>
        new()
        {
            ["id"] = "000000000000000000000000",
            ["name"] = "Local",
            ["namespace"] = "local",
            ["isLocal"] = true,
            ["isHealthy"] = true,
            ["isArchived"] = false,
            ["isLocked"] = false,
            ["isFileSyncDisabled"] = false,
            ["configuration"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["state"] = "Healthy",
                ["message"] = "",
                ["agentVersion"] = "",
                ["catalogVersion"] = "",
                ["requiresUpgrade"] = false,
                ["supportsUpgrade"] = false,
            },
        };
}
