using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Metrics;

/// <summary>The range in which a metric's value should be.</summary>
public sealed record MetricTargetRange
{
    /// <summary>Gets the condition that the value must meet.</summary>
    public required MetricCondition Condition { get; init; }

    /// <summary>Gets the lower limit. If null, there is no lower limit.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public double? LowerLimit { get; init; }

    /// <summary>Gets the upper limit. If null, there is no upper limit.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public double? UpperLimit { get; init; }

    /// <summary>Creates a range of values below a limit.</summary>
    /// <param name="upperLimit">The limit.</param>
    public static MetricTargetRange LessThan(double upperLimit) => new() { Condition = MetricCondition.LessThan, UpperLimit = upperLimit };

    /// <summary>Creates a range of values at a limit or below it.</summary>
    /// <param name="upperLimit">The limit.</param>
    public static MetricTargetRange LessThanEqual(double upperLimit) =>
        new() { Condition = MetricCondition.LessThanEqual, UpperLimit = upperLimit };

    /// <summary>Creates a range of values above a limit.</summary>
    /// <param name="lowerLimit">The limit.</param>
    public static MetricTargetRange GreaterThan(double lowerLimit) =>
        new() { Condition = MetricCondition.GreaterThan, LowerLimit = lowerLimit };

    /// <summary>Creates a range of values at a limit or above it.</summary>
    /// <param name="lowerLimit">The limit.</param>
    public static MetricTargetRange GreaterThanEqual(double lowerLimit) =>
        new() { Condition = MetricCondition.GreaterThanEqual, LowerLimit = lowerLimit };

    /// <summary>Creates a range of values between two limits.</summary>
    /// <param name="lowerLimit">The lower limit.</param>
    /// <param name="upperLimit">The upper limit.</param>
    public static MetricTargetRange Between(double lowerLimit, double upperLimit) =>
        new()
        {
            Condition = MetricCondition.Between,
            LowerLimit = lowerLimit,
            UpperLimit = upperLimit,
        };
}
