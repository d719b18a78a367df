using System.Globalization;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The statistics that jobs left in <c>dominostats.json</c>.</summary>
internal static class JobStatistics
{
    /// <summary>Gets the names and values of a job's statistics.</summary>
    public static List<KeyValuePair<string, string>> Of(string statistics) =>
        statistics == "{}"
            ? []
            : [.. ((JsonObject)JsonNode.Parse(statistics)!).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.ToString() ?? ""))];

    /// <summary>Gets a value as a number, or null if it is not one.</summary>
    public static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
