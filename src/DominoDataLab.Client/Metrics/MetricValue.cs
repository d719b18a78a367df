using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Metrics;

/// <summary>A value of a metric to log.</summary>
public sealed record MetricValue
{
    /// <summary>Gets the ID of the monitored model.</summary>
    public required string ModelMonitoringId { get; init; }

    /// <summary>Gets the metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>Gets the value, a finite number.</summary>
    public required double Value { get; init; }

    /// <summary>Gets the time that the value is for.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the tags. If null, the value has no tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>A value of a metric, as it was logged.</summary>
public sealed record LoggedMetricValue
{
    /// <summary>Gets the time that the value is for.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the value.</summary>
    public required double Value { get; init; }

    /// <summary>Gets the tags. May be empty.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}

/// <summary>The values of a metric in a time range.</summary>
public sealed record MetricReadings
{
    /// <summary>Gets the status of the request.</summary>
    public required MetricMetadata Metadata { get; init; }

    /// <summary>Gets the values, in the server's order.</summary>
    public required IReadOnlyList<LoggedMetricValue> Values { get; init; }
}

/// <summary>The response to a request for metrics.</summary>
public sealed record MetricMetadata
{
    /// <summary>Gets the request's ID, to quote to the administrators of the deployment.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets the notices about the request. May be empty.</summary>
    public IReadOnlyList<string> Notices
    {
        get => field ?? [];
        init;
    }
}

internal sealed record MetricTag(string Key, string Value);

internal sealed record NewMetricValue(
    string ModelMonitoringId,
    string Metric,
    [property: JsonConverter(typeof(WholeNumberConverter))] double Value,
    DateTimeOffset ReferenceTimestamp,
    IReadOnlyList<MetricTag>? Tags
);

internal sealed record NewMetricValues([property: JsonPropertyName("newMetricValues")] IReadOnlyList<NewMetricValue> Values);

internal sealed record MetricAlert(
    string ModelMonitoringId,
    string Metric,
    [property: JsonConverter(typeof(WholeNumberConverter))] double Value,
    MetricTargetRange? TargetRange,
    string? Description
);

internal sealed record MetricValueReply(DateTimeOffset ReferenceTimestamp, double Value, IReadOnlyList<MetricTag>? Tags);

internal sealed record MetricValuesReply(MetricMetadata Metadata, IReadOnlyList<MetricValueReply> MetricValues);

/// <summary>The JSON of metrics.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewMetricValues))]
[JsonSerializable(typeof(MetricAlert))]
[JsonSerializable(typeof(MetricValuesReply))]
internal sealed partial class MetricsJson : JsonSerializerContext;
