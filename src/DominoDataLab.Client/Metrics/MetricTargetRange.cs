using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Metrics;

/// <summary>The range in which a metric's value should be.</summary>
public sealed record MetricTargetRange
{
    /// <summary>How the value must stand to the limits.</summary>
    public required MetricCondition Condition { get; init; }

    /// <summary>The lower limit; null: none. 0 is a limit.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public double? LowerLimit { get; init; }

    /// <summary>The upper limit; null: none. 0 is a limit.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public double? UpperLimit { get; init; }

    /// <summary>Below a limit.</summary>
    /// <param name="upperLimit">The limit.</param>
    public static MetricTargetRange LessThan(double upperLimit) => new() { Condition = MetricCondition.LessThan, UpperLimit = upperLimit };

    /// <summary>At a limit or below.</summary>
    /// <param name="upperLimit">The limit.</param>
    public static MetricTargetRange LessThanEqual(double upperLimit) =>
        new() { Condition = MetricCondition.LessThanEqual, UpperLimit = upperLimit };

    /// <summary>Above a limit.</summary>
    /// <param name="lowerLimit">The limit.</param>
    public static MetricTargetRange GreaterThan(double lowerLimit) =>
        new() { Condition = MetricCondition.GreaterThan, LowerLimit = lowerLimit };

    /// <summary>At a limit or above.</summary>
    /// <param name="lowerLimit">The limit.</param>
    public static MetricTargetRange GreaterThanEqual(double lowerLimit) =>
        new() { Condition = MetricCondition.GreaterThanEqual, LowerLimit = lowerLimit };

    /// <summary>Between two limits.</summary>
    /// <param name="lowerLimit">The lower one.</param>
    /// <param name="upperLimit">The upper one.</param>
    public static MetricTargetRange Between(double lowerLimit, double upperLimit) =>
        new()
        {
            Condition = MetricCondition.Between,
            LowerLimit = lowerLimit,
            UpperLimit = upperLimit,
        };
}
