using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Models;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Metrics;

/// <summary>
/// Custom metrics of monitored models. This server does not monitor models, so every name is accepted; the ID of a model, a version or a
/// job asks for what its project gives the caller. An ID that nothing has gets the answer of one that is another user's.
/// </summary>
internal sealed partial class MetricEndpoints(
    MetricStore metrics,
    ModelStore models,
    JobStore jobs,
    ProjectGuard access,
    TimeProvider time,
    ILogger<MetricEndpoints> logger
) : IEndpointGroup
{
    private static readonly string[] Conditions = ["lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual", "between"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/metricAlerts/v1", AlertAsync);
        app.MapPost("/api/metricValues/v1", LogAsync);
        app.MapGet("/api/metricValues/v1/{modelMonitoringId}/{metric}", ReadAsync);
    }

    private async Task AlertAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        string model = body.RequiredText("modelMonitoringId"),
            metric = body.RequiredText("metric"),
            value = Finite(body, "value")!;
        var range = body["targetRange"] as JsonObject ?? throw DomainException.Invalid("'targetRange' must be an object with a condition.");
        var condition = range.RequiredText("condition");
        if (!Conditions.Contains(condition))
        {
            throw DomainException.Invalid($"Invalid condition '{condition}'. Use {string.Join(", ", Conditions)}.");
        }

        string? lower = range["lowerLimit"] is null ? null : Finite(range, "lowerLimit"),
            upper = range["upperLimit"] is null ? null : Finite(range, "upperLimit");
        if (lower is null && upper is null)
        {
            throw DomainException.Invalid("'targetRange' needs lowerLimit, upperLimit, or both.");
        }

        if (condition == "between" && (lower is null || upper is null))
        {
            throw DomainException.Invalid("The condition between needs lowerLimit and upperLimit.");
        }

        Check(context, model, ProjectAccess.Read);
        var description = body.Text("description");
        metrics.AddAlert(context.Caller().Id, time.GetUtcNow(), body);
        AlertSent(logger, metric, model, value, condition, lower, upper, description);
        context.Response.StatusCode = 200;
    }

    private async Task LogAsync(HttpContext context)
    {
        var values = (await context.JsonBodyAsync())
            .RequiredObjects("newMetricValues")
            .ConvertAll(item =>
            {
                var tags = item["tags"] is null ? [] : item.RequiredObjects("tags");
                var timestamp = item.RequiredText("referenceTimestamp");
                return new MetricValueRow(
                    item.RequiredText("modelMonitoringId"),
                    item.RequiredText("metric"),
                    Time("referenceTimestamp", timestamp).UtcTicks,
                    timestamp,
                    Finite(item, "value"),
                    tags.ToJsonArray(tag => new JsonObject
                        {
                            ["key"] = tag.RequiredText("key"),
                            ["value"] = tag.Text("value") ?? throw DomainException.Invalid("A tag's 'value' is missing."),
                        })
                        .ToJsonString()
                );
            });
        foreach (var model in values.Select(value => value.ModelId).Distinct())
        {
            Check(context, model, ProjectAccess.Contribute);
        }

        metrics.Add(values);
        context.Response.StatusCode = 201;
    }

    private Task ReadAsync(HttpContext context)
    {
        const string From = "startingReferenceTimestampInclusive",
            To = "endingReferenceTimestampInclusive";
        var named = context.LastSegments(2);
        Check(context, named[0], ProjectAccess.Contribute);
        var found = metrics.Between(
            named[0],
            named[1],
            Time(From, context.Request.Query[From].ToString()),
            Time(To, context.Request.Query[To].ToString())
        );
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["metadata"] = Reply.Metadata(context),
                ["metricValues"] = found.ToJsonArray(value => new JsonObject
                {
                    ["referenceTimestamp"] = value.Timestamp,
                    ["value"] = JsonNode.Parse(value.Value),
                    ["tags"] = JsonNode.Parse(value.Tags),
                }),
            }
        );
    }

    /// <summary>
    /// Domino asks for more to read values (changing the monitoring's settings) than to send an alert (seeing its results).
    /// </summary>
    private void Check(HttpContext context, string modelMonitoringId, ProjectAccess needed)
    {
        var model =
            models.Find(modelMonitoringId) ?? (models.Version(modelMonitoringId) is { } version ? models.Find(version.ModelId) : null);
        var id = model?.ProjectId ?? jobs.Find(modelMonitoringId)?.ProjectId ?? models.ProjectOfArchived(modelMonitoringId);
        if (id is not null || Ids.IsId(modelMonitoringId))
        {
            access.RequireFor(context, id, $"The monitored model with the ID '{modelMonitoringId}' was not found.", needed);
        }
    }

    private static string Finite(JsonObject body, string name)
    {
        var number = body.RequiredNumber(name);
        return double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture))
            ? number
            : throw DomainException.Invalid($"'{name}' is {number}; that is beyond the range of a double.");
    }

    private static DateTimeOffset Time(string name, string text) =>
        Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw DomainException.Invalid($"'{name}' is '{text}'; it must be a time with its zone, such as 2013-07-01T17:55:13-07:00.");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();

    [LoggerMessage(
        201,
        LogLevel.Warning,
        "Alert: metric {Metric} of model {Model} is {Value}; its target is {Condition} with lower limit {Lower} and upper limit "
            + "{Upper}. {Description}"
    )]
    private static partial void AlertSent(
        ILogger logger,
        string metric,
        string model,
        string value,
        string condition,
        string? lower,
        string? upper,
        string? description
    );
}
