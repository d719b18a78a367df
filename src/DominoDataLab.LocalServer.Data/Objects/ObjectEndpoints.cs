using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Data.Objects;

/// <summary>Lists objects and gives out the addresses of objects, as Domino's data source proxy does.</summary>
internal sealed partial class ObjectEndpoints(ObjectStores stores, ILogger<ObjectEndpoints> logger) : IEndpointGroup
{
    private const int DefaultPageSize = 1000;
    private const int MaxPageSize = 100_000;
    private const int LongestMetric = 64;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/objectstore/list", context => AnswerAsync(context, ListAsync));
        app.MapPost("/objectstore/key", context => AnswerAsync(context, UrlAsync));
        app.MapMethods("/objectstore/metric", ["HEAD"], Metric);
    }

    private async Task ListAsync(HttpContext context, JsonObject body)
    {
        // Older clients write pageSize, or nothing.
        var size = body["page_size"] is null ? body.Number("pageSize") : body.Number("page_size");
        if (size is not null && !(int.TryParse(size, out var number) && number is >= 1 and <= MaxPageSize))
        {
            throw DomainException.Invalid($"Invalid page_size {size}. Use 1 to {MaxPageSize}.");
        }

        using var store = Open(context, body);
        var keys = await store.ListAsync(
            body.Text("prefix") ?? "",
            size is null ? DefaultPageSize : int.Parse(size, System.Globalization.CultureInfo.InvariantCulture),
            context.RequestAborted
        );
        await Reply.ListAsync(context, keys, key => key);
    }

    private Task UrlAsync(HttpContext context, JsonObject body)
    {
        using var store = Open(context, body);
        return Reply.JsonAsync(context, JsonValue.Create(store.UrlOf(body.RequiredText("objectKey"), body.Flag("isReadWrite") ?? false)));
    }

    private static Task Metric(HttpContext context)
    {
        var query = context.Request.Query;
        if (long.TryParse(query["b"], out var bytes) && bytes >= 0 && query["t"].ToString() is { Length: > 0 and <= LongestMetric } type)
        {
            ObjectTelemetry.Used(bytes, type, query["m"] == "write" ? "write" : "read");
        }

        return Task.CompletedTask;
    }

    private IObjectStore Open(HttpContext context, JsonObject body) =>
        stores.Open(
            body.RequiredText("datasourceId"),
            context.Caller(),
            body.TextMap("configOverwrites"),
            body.TextMap("credentialOverwrites")
        );

    /// <summary>Answers with 200, or with the only statuses and the shape that clients of the proxy can read.</summary>
    private async Task AnswerAsync(HttpContext context, Func<HttpContext, JsonObject, Task> answer)
    {
        try
        {
            await answer(context, await context.JsonBodyAsync());
        }
        catch (ObjectStoreException e)
        {
            await RefuseAsync(context, 400, e.Type, e.Subtype, e.Message);
        }
        catch (DomainException e)
        {
            await RefuseAsync(context, 400, "requestError", "", e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Failed(logger, context.Request.Path, context.TraceIdentifier, e);
            await RefuseAsync(
                context,
                500,
                "internalError",
                "",
                $"The server failed at this request, which it logged as {context.TraceIdentifier}."
            );
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string subtype, string message) =>
        Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["errorType"] = type,
                ["subType"] = subtype,
                ["rawError"] = message,
            },
            status
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed (request {RequestId})")]
    private static partial void Failed(ILogger logger, string path, string requestId, Exception reason);
}
