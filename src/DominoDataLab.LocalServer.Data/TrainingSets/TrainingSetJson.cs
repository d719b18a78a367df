using System.Globalization;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.TrainingSets;

/// <summary>Training sets as Domino's service writes them.</summary>
internal static class TrainingSetJson
{
    public static JsonObject Set(TrainingSetRow set)
    {
        var reply = new JsonObject
        {
            ["id"] = set.Id,
            ["projectId"] = set.ProjectId,
            ["name"] = set.Name,
            ["creationTime"] = Time(set.CreatedMicroseconds),
            ["meta"] = set.Meta.DeepClone(),
        };
        AddDescription(reply, set.Description);
        return reply;
    }

    public static JsonObject Version(TrainingSetVersionRow version)
    {
        var set = version.Set;
        var reply = new JsonObject
        {
            ["id"] = version.Id,
            ["trainingSetId"] = set.Id,
            ["trainingSetName"] = set.Name,
            ["number"] = version.Number,
            ["creationTime"] = Time(version.CreatedMicroseconds),
            ["path"] = $"/trainingset/{set.ProjectId}/{set.Id}/{version.Id}",
            ["containerPath"] = $"{set.Id}/{version.Id}",
            ["meta"] = version.Meta.DeepClone(),
            ["pending"] = version.IsPending,
        };
        foreach (var (name, value) in version.Columns)
        {
            reply[name] = value?.DeepClone();
        }

        AddDescription(reply, version.Description);
        return reply;
    }

    // Clients tell a description that is missing from one that is null.
    private static void AddDescription(JsonObject reply, string? description)
    {
        if (description is not null)
        {
            reply["description"] = description;
        }
    }

    private static string Time(long microseconds) =>
        DateTimeOffset
            .UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
