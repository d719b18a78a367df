using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The process that answers a task's requests.</summary>
internal abstract class Supervisor
{
    /// <summary>Sends a request and waits for its reply.</summary>
    public abstract Task<Frame> ExchangeAsync(Request request, CancellationToken cancellationToken);

    /// <summary>Sends a request and returns the body of its reply.</summary>
    /// <exception cref="AirflowException">Airflow refused the request, or the reply could not be read.</exception>
    public async Task<JsonElement> RequestAsync(Request request, CancellationToken cancellationToken)
    {
        var frame = await ExchangeAsync(request, cancellationToken).ConfigureAwait(false);
        if (frame.Problem is { } problem)
        {
            throw new AirflowException($"Could not read the reply to {request.Type}: {problem.Message}", problem);
        }

        ThrowIfError(request.Type, frame.Error);
        if (frame.Body.ValueKind == JsonValueKind.Object && TypeOf(frame.Body) == "ErrorResponse")
        {
            ThrowIfError(request.Type, frame.Body);
        }

        return frame.Body;
    }

    /// <summary>Gets the type of a message, or null if it does not have one.</summary>
    public static string? TypeOf(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    private static void ThrowIfError(string request, JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var code =
            error.TryGetProperty("error", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "GENERIC_ERROR";
        error.TryGetProperty("detail", out var detail);
        throw new AirflowException($"Airflow refused {request}: {code}{Describe(detail)}", code, detail);
    }

    private static string Describe(JsonElement detail) =>
        detail.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? "." : $" {detail.GetRawText()}";
}
