using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>Bodies of requests for scheduled jobs.</summary>
internal static class ScheduledJobs
{
    public static JsonObject Daily(string userId) => Of("daily", "0 0 0 * * ?", userId);

    public static JsonObject EveryMinute(string title, string userId) => Of(title, "0 * * * * ?", userId);

    private static JsonObject Of(string title, string cron, string userId) =>
        new()
        {
            ["title"] = title,
            ["command"] = "true",
            ["schedule"] = new JsonObject { ["cronString"] = cron, ["isCustom"] = true },
            ["timezoneId"] = "UTC",
            ["isPaused"] = false,
            ["allowConcurrentExecution"] = true,
            ["hardwareTierIdentifier"] = "small-k8s",
            ["environmentRevisionSpec"] = "ActiveRevision",
            ["scheduledByUserId"] = userId,
            ["notifyOnCompleteEmailAddresses"] = new JsonArray(),
        };
}
