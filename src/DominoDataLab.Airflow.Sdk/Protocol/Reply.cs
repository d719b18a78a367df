using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>Reads fields of replies.</summary>
internal static class Reply
{
    /// <summary>Gets a field. The kind is Undefined if it is absent.</summary>
    public static JsonElement Get(JsonElement reply, string field) =>
        reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(field, out var value) ? value : default;

    public static string? GetString(JsonElement reply, string field) =>
        Get(reply, field) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <exception cref="AirflowException">The field is absent or not an integer.</exception>
    public static int GetInt32(JsonElement reply, string field) =>
        Get(reply, field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            ? number
            : throw new AirflowException($"Airflow's reply has no integer '{field}'.");

    public static DateTimeOffset? GetTime(JsonElement reply, string field) =>
        Get(reply, field) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;
}
