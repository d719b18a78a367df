using System.Globalization;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Metrics;

/// <summary>
/// Custom metrics of monitored models. They need Domino 5.3.1 or newer. On an older deployment, every method throws a
/// <see cref="DominoVersionException"/>.
/// </summary>
public sealed class MetricsClient
{
    private const string LogRoute = "POST /api/metricValues/v1";
    private const string ReadRoute = "GET /api/metricValues/v1/{modelMonitoringId}/{metric}";
    private const string AlertRoute = "POST /api/metricAlerts/v1";

    private static readonly MetricCondition[] Conditions =
    [
        MetricCondition.LessThan,
        MetricCondition.LessThanEqual,
        MetricCondition.GreaterThan,
        MetricCondition.GreaterThanEqual,
        MetricCondition.Between,
    ];

    private readonly DominoHttp _http;
    private readonly VersionGate _versions;

    internal MetricsClient(DominoHttp http, VersionGate versions) => (_http, _versions) = (http, versions);

    /// <summary>Logs one value. <c>POST /api/metricValues/v1</c>, a public route.</summary>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">A token to cancel the request. The value may already be logged.</param>
    /// <exception cref="ArgumentException">A name is blank, or the value is not finite. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">403: the user does not have the required access. 404: the model was not found.</exception>
    [Endpoint(LogRoute)]
    public Task LogAsync(MetricValue value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return LogAsync([value], cancellationToken);
    }

    /// <summary>Logs values in one request. <c>POST /api/metricValues/v1</c>, a public route.</summary>
    /// <param name="values">The values. An empty list is valid.</param>
    /// <param name="cancellationToken">A token to cancel the request. The values may already be logged.</param>
    /// <exception cref="ArgumentException">A name is blank, a value is not finite, or a tag's value is null. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">403: the user does not have the required access. 404: the model was not found.</exception>
    [Endpoint(LogRoute)]
    public async Task LogAsync(IReadOnlyCollection<MetricValue> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var body = new NewMetricValues([.. values.Select(ToBody)]);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(
                DominoHttp.Json(LogRoute, [], body, MetricsJson.Default.NewMetricValues, RetryMode.Never),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Gets the values of a metric in a time range. <c>GET /api/metricValues/v1/{modelMonitoringId}/{metric}</c>, a public route.
    /// </summary>
    /// <param name="modelMonitoringId">The ID of the monitored model.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="from">The start of the range, inclusive.</param>
    /// <param name="to">The end of the range, inclusive.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">A name is blank, or the range ends before it starts. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">403: the user does not have the required access. 404: the model was not found.</exception>
    [Endpoint(ReadRoute)]
    public async Task<MetricReadings> ReadAsync(
        string modelMonitoringId,
        string metric,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelMonitoringId);
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        var reply = await _http
            .GetJsonAsync(
                ReadRoute,
                [modelMonitoringId, metric],
                [("startingReferenceTimestampInclusive", Rfc3339(from)), ("endingReferenceTimestampInclusive", Rfc3339(to))],
                MetricsJson.Default.MetricValuesReply,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new MetricReadings { Metadata = reply.Metadata, Values = [.. reply.MetricValues.Select(FromReply)] };
    }

    /// <summary>
    /// Notifies the users who watch a model that a metric is out of its range. <c>POST /api/metricAlerts/v1</c>, a public route.
    /// </summary>
    /// <param name="modelMonitoringId">The ID of the monitored model.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="value">The metric's value, a finite number.</param>
    /// <param name="targetRange">The range in which the value should be. If null, it is not sent, although Domino's description requires
    /// it.</param>
    /// <param name="description">A description for the message. Optional.</param>
    /// <param name="cancellationToken">A token to cancel the request. The alert may already be sent.</param>
    /// <exception cref="ArgumentException">A name is blank, the condition is unknown, or a number is not finite. Nothing was
    /// sent.</exception>
    /// <exception cref="DominoApiException">400: the range is missing or has no limit. 403: the user does not have the required access.
    /// 404: the model was not found.</exception>
    [Endpoint(AlertRoute)]
    public async Task TriggerAlertAsync(
        string modelMonitoringId,
        string metric,
        double value,
        MetricTargetRange? targetRange = null,
        string? description = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelMonitoringId);
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        ThrowIfNotFinite(value, nameof(value));
        if (targetRange is not null)
        {
            if (!Conditions.Contains(targetRange.Condition))
            {
                throw new ArgumentException(
                    $"Invalid condition '{targetRange.Condition}'. Use {string.Join(", ", Conditions)}.",
                    nameof(targetRange)
                );
            }

            ThrowIfNotFinite(targetRange.LowerLimit ?? 0, nameof(targetRange));
            ThrowIfNotFinite(targetRange.UpperLimit ?? 0, nameof(targetRange));
        }

        await RequireAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetAsync(
                DominoHttp.Json(
                    AlertRoute,
                    [],
                    new MetricAlert(modelMonitoringId, metric, value, targetRange, description),
                    MetricsJson.Default.MetricAlert,
                    RetryMode.Never
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static NewMetricValue ToBody(MetricValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrWhiteSpace(value.ModelMonitoringId, nameof(value));
        ArgumentException.ThrowIfNullOrWhiteSpace(value.Metric, nameof(value));
        ThrowIfNotFinite(value.Value, nameof(value));
        return new NewMetricValue(
            value.ModelMonitoringId,
            value.Metric,
            value.Value,
            value.Timestamp,
            value
                .Tags?.Select(tag => new MetricTag(
                    tag.Key,
                    tag.Value ?? throw new ArgumentException($"The tag '{tag.Key}' has no value.", nameof(value))
                ))
                .ToList()
        );
    }

    private static LoggedMetricValue FromReply(MetricValueReply reply)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in reply.Tags ?? [])
        {
            tags[tag.Key] = tag.Value;
        }

        return new LoggedMetricValue
        {
            Timestamp = reply.ReferenceTimestamp,
            Value = reply.Value,
            Tags = tags,
        };
    }

    private static void ThrowIfNotFinite(double number, string parameter)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException($"{number.ToString(CultureInfo.InvariantCulture)} cannot be sent. Use a finite number.", parameter);
        }
    }

    private static string Rfc3339(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    private Task RequireAsync(CancellationToken cancellationToken) => _versions.RequireAsync("Custom metrics", "5.3.1", cancellationToken);
}
