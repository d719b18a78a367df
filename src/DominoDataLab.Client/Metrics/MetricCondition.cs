using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Metrics;

/// <summary>How a metric's value must stand to its limits.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<MetricCondition>))]
public readonly record struct MetricCondition(string Value) : IOpenWord<MetricCondition>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Below the limit.</summary>
    public static MetricCondition LessThan { get; } = new("lessThan");

    /// <summary>At the limit or below.</summary>
    public static MetricCondition LessThanEqual { get; } = new("lessThanEqual");

    /// <summary>Above the limit.</summary>
    public static MetricCondition GreaterThan { get; } = new("greaterThan");

    /// <summary>At the limit or above.</summary>
    public static MetricCondition GreaterThanEqual { get; } = new("greaterThanEqual");

    /// <summary>Between the lower and the upper limit.</summary>
    public static MetricCondition Between { get; } = new("between");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static MetricCondition IOpenWord<MetricCondition>.From(string value) => new(value);
}
