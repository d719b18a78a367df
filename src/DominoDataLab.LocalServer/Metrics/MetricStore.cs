using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Metrics;

/// <summary>A value of a metric; the number, the time and the tags as they were written.</summary>
internal sealed record MetricValueRow(string ModelId, string Metric, long Ticks, string Timestamp, string Value, string Tags);

/// <summary>Metric values and the alerts that were sent about them.</summary>
internal sealed class MetricStore(Database database)
{
    /// <summary>Keeps all of the values, or none.</summary>
    public void Add(IEnumerable<MetricValueRow> values) =>
        database.Write(
            """
            INSERT INTO metric_values (model_id, metric, ticks, timestamp, value, tags)
            SELECT value ->> 'model', value ->> 'metric', CAST(value ->> 'ticks' AS INTEGER), value ->> 'timestamp', value ->> 'value',
                value ->> 'tags' FROM json_each($values)
            """,
            (
                "$values",
                values
                    .ToJsonArray(value => new JsonObject
                    {
                        ["model"] = value.ModelId,
                        ["metric"] = value.Metric,
                        ["ticks"] = value.Ticks.ToString(CultureInfo.InvariantCulture),
                        ["timestamp"] = value.Timestamp,
                        ["value"] = value.Value,
                        ["tags"] = value.Tags,
                    })
                    .ToJsonString()
            )
        );

    /// <summary>The values from one time to another, both included, the oldest first.</summary>
    public List<MetricValueRow> Between(string modelId, string metric, DateTimeOffset from, DateTimeOffset to) =>
        database.List(
            "SELECT ticks, timestamp, value, tags FROM metric_values WHERE model_id = $model AND metric = $metric AND ticks BETWEEN "
                + "$from AND $to ORDER BY ticks, number",
            row => new MetricValueRow(modelId, metric, row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            ("$model", modelId),
            ("$metric", metric),
            ("$from", from.UtcTicks),
            ("$to", to.UtcTicks)
        );

    public void AddAlert(string userId, DateTimeOffset at, JsonObject alert) =>
        database.Write(
            "INSERT INTO metric_alerts (sent_by, sent_ms, alert) VALUES ($user, $at, $alert)",
            ("$user", userId),
            ("$at", at.ToUnixTimeMilliseconds()),
            ("$alert", alert.ToJsonString())
        );
}
