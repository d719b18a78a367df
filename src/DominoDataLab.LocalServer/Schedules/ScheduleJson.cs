using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>Scheduled jobs as Domino's routes write them.</summary>
internal static class ScheduleJson
{
    /// <summary>Names of the request that a reply has in an object of their own.</summary>
    public static readonly string[] DataConfig =
    [
        "datasetConfig",
        "externalVolumeMounts",
        "netAppVolumeIds",
        "snapshotDatasetsOnCompletion",
        "snapshotNetAppVolumesOnCompletion",
    ];

    /// <summary>Writes a scheduled job.</summary>
    public static JsonObject Schedule(ScheduleRow row, IReadOnlyList<LocalHardwareTier> tiers)
    {
        var reply = (JsonObject)row.Definition.DeepClone();
        var data = new JsonObject { ["snapshotDatasetsOnCompletion"] = false, ["snapshotNetAppVolumesOnCompletion"] = false };
        foreach (var name in DataConfig.Where(reply.ContainsKey))
        {
            data[name] = reply[name]!.DeepClone();
            reply.Remove(name);
        }

        var tier = reply.RequiredText("hardwareTierIdentifier");
        reply["schedule"]!["humanReadableCronString"] = $"{reply["schedule"]!["cronString"]} ({reply.Text("timezoneId")})";
        reply["dataConfig"] = data;
        reply["id"] = row.Id;
        reply["projectId"] = row.ProjectId;
        reply["created"] = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedMs).UtcDateTime;
        reply["hardwareTierName"] = tiers.FirstOrDefault(known => known.Id == tier)?.Name ?? tier;
        reply["scheduledByUserId"] = row.UserId;
        reply["scheduledByUserName"] = row.UserName;
        return reply;
    }
}
