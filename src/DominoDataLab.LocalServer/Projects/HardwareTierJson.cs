using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Hardware tiers as Domino's routes write them.</summary>
internal static class HardwareTierJson
{
    public static JsonObject Tier(LocalHardwareTier tier, bool isDefault) =>
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

    public static JsonObject DataPlane() =>
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
