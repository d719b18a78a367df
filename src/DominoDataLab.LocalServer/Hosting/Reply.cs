using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Ends a request with a status and a message for its sender.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>Reads and writes JSON of requests and replies.</summary>
internal static class Reply
{
    public static async Task JsonAsync(HttpContext context, JsonNode? body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body?.ToJsonString() ?? "null", context.RequestAborted);
    }

    /// <summary>Each of Domino's APIs has an envelope of its own, the public one two.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        var path = context.Request.Path;
        var isPublic =
            path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !path.StartsWithSegments("/api/governance", StringComparison.Ordinal);
        return JsonAsync(
            context,
            !isPublic ? new JsonObject { ["message"] = message }
                : status is 401 or 403 or 413 or 422 or 429
                    ? new JsonObject { ["requestId"] = context.TraceIdentifier, ["errors"] = new JsonArray(message) }
                : new JsonObject { ["error"] = message },
            status
        );
    }

    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        try
        {
            var body =
                await JsonNode.ParseAsync(
                    context.Request.Body,
                    documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false },
                    cancellationToken: context.RequestAborted
                ) as JsonObject
                ?? throw new ApiException(400, "The request's body must be a JSON object.");
            Decode(body);
            return body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(400, $"The request's body is not JSON: {e.Message}");
        }
    }

    /// <summary>Reads all texts: they are only decoded when they are asked for, and half a surrogate pair would fail there.</summary>
    private static void Decode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (_, value) in properties)
                {
                    Decode(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Decode(item);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }

    /// <summary>A text of the body; null where it is missing or null.</summary>
    public static string? Text(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw new ApiException(400, $"'{name}' must be a text."),
        };

    public static string RequiredText(this JsonObject body, string name) =>
        body.Text(name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new ApiException(400, $"'{name}' is missing or empty.");

    /// <summary>A number of the body, written as it came: no digit is lost.</summary>
    public static string? Number(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
            _ => throw new ApiException(400, $"'{name}' must be a number."),
        };

    public static string RequiredNumber(this JsonObject body, string name) =>
        body.Number(name) ?? throw new ApiException(400, $"'{name}' is missing.");

    /// <summary>A list of the body, each entry an object.</summary>
    public static List<JsonObject> RequiredObjects(this JsonObject body, string name) =>
        body[name] is JsonArray items && items.All(item => item is JsonObject)
            ? [.. items.Cast<JsonObject>()]
            : throw new ApiException(400, $"'{name}' must be a list of objects.");

    /// <summary>A list of the body, each entry a text.</summary>
    public static List<string> Texts(this JsonObject body, string name) =>
        body[name] is JsonArray list && list.All(item => item is JsonValue value && value.TryGetValue<string>(out _))
            ? [.. list.Select(item => item!.GetValue<string>())]
            : throw new ApiException(400, $"'{name}' must be a list of texts.");

    /// <summary>The whole number of a query, or what it is where it was not given.</summary>
    public static int WholeNumber(this IQueryCollection query, string name, int missing) =>
        query[name].ToString() is not { Length: > 0 } text ? missing
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
        : throw new ApiException(400, $"'{name}' is '{text}'; it must be a whole number from 0 on.");

    /// <summary>The last parts of the path as they were meant: a slash that a value holds is no separator.</summary>
    public static string[] LastSegments(this HttpContext context, int count) =>
        [
            .. context
                .Features.GetRequiredFeature<IHttpRequestFeature>()
                .RawTarget.Split('?')[0]
                .Split('/')[^count..]
                .Select(Uri.UnescapeDataString),
        ];

    public static bool? Flag(this JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            _ => throw new ApiException(400, $"'{name}' must be true or false."),
        };

    /// <summary>Which part of a list is asked for, as the public API's queries say it.</summary>
    public static (int Offset, int Limit) Page(this HttpContext context, int unset) =>
        (context.Number("offset", 0, 0, int.MaxValue), context.Number("limit", unset, 1, 1000));

    /// <summary>A whole number of the query.</summary>
    public static int Number(this HttpContext context, string name, int unset, int least, int most) =>
        context.Request.Query[name].ToString() is not { Length: > 0 } text ? unset
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new ApiException(
            400,
            $"'{name}' is '{text}'; it must be a whole number of at least {least}{(most == int.MaxValue ? "" : $" and at most {most}")}."
        );

    public static string Route(this HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
