using System.Globalization;

namespace DominoDataLab.Cli.Output;

/// <summary>Counts of things in messages.</summary>
internal static class Plural
{
    /// <summary>Returns a count and its noun: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
