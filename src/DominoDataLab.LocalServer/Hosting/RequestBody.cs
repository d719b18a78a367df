using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

internal static class RequestBody
{
    /// <summary>Reads the body of a request, which must be a JSON object without duplicate names.</summary>
    public static async Task<JsonObject> JsonBodyAsync(this HttpContext context)
    {
        try
        {
            var body =
                await JsonNode.ParseAsync(
                    context.Request.Body,
                    documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false },
                    cancellationToken: context.RequestAborted
                ) as JsonObject
                ?? throw DomainException.Invalid("The request's body must be a JSON object.");
            Decode(body);
            return body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw DomainException.Invalid($"The request's body is not JSON: {e.Message}");
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
}
