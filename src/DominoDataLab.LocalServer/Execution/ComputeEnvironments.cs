using System.Globalization;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The environments that a Domino has from its first start; here all stand for the machine as it is.</summary>
internal static class ComputeEnvironments
{
    public static IReadOnlyList<string> Names { get; } = ["Domino Standard Environment", "Spark Compute Environment", "Spark Cluster Environment"];

    public static string Id(int index) => (0x0e0 + index).ToString("x24", CultureInfo.InvariantCulture);

    public static string RevisionId(int index) => (0x1e0 + index).ToString("x24", CultureInfo.InvariantCulture);
}
