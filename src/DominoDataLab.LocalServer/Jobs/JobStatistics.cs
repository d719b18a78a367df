using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>What jobs left in dominostats.json.</summary>
internal static class JobStatistics
{
    /// <summary>Numbers by size and before texts; a job without the statistic comes first.</summary>
    public static IComparer<string?> Order { get; } =
        Comparer<string?>.Create(
            (a, b) =>
                (Number(a), Number(b)) switch
                {
                    ({ } x, { } y) => x.CompareTo(y),
                    (not null, null) => b is null ? 1 : -1,
                    (null, not null) => a is null ? -1 : 1,
                    _ => string.CompareOrdinal(a, b),
                }
        );

    public static List<KeyValuePair<string, string>> Of(JobRow job) =>
        job.Statistics == "{}"
            ? []
            :
            [
                .. ((JsonObject)JsonNode.Parse(job.Statistics)!).Select(pair =>
                    KeyValuePair.Create(pair.Key, pair.Value?.ToString() ?? "")
                ),
            ];

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
