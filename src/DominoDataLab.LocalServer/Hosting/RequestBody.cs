using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DominoDataLab.LocalServer.Hosting;

internal static class RequestBody
{
    /// <summary>No route needs more. A tree in memory can take sixty times the size of its text.</summary>
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads the body of a request, which must be a JSON object without duplicate names.</summary>
    public static async Task<JsonObject> JsonBodyAsync(this HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

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
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new BadHttpRequestException("The request's body is too large. A JSON body can have at most 1 MiB.", e.StatusCode, e);
        }
        catch (JsonException e) when (e.LineNumber is { } line)
        {
            throw DomainException.Invalid($"The request's body is not JSON: see line {line + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw DomainException.Invalid("The request's body is not JSON: a name occurs twice, or a string has half a surrogate pair.");
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
