using System.Text.Json.Nodes;

namespace DominoDataLab.Airflow.Supervisor.State;

/// <summary>The second and third element of a supervisor's frame.</summary>
internal sealed record Reply(JsonNode? Body, JsonNode? Error = null)
{
    public static readonly Reply Empty = new(Body: null);

    public static readonly Reply Ok = Of("OKResponse", new JsonObject { ["ok"] = true });

    public static Reply Of(string type, JsonObject fields)
    {
        fields["type"] = type;
        return new Reply(fields);
    }

    /// <summary>An object that does not exist: Airflow puts this error into the body.</summary>
    public static Reply NotFound(string code, string name, string value) => new(ErrorBody(code, new JsonObject { [name] = value }));

    public static Reply AlreadyExists(string code) => new(ErrorBody(code, detail: null));

    /// <summary>An HTTP error of the API server: Airflow puts this one into the third element.</summary>
    public static Reply ServerError(int? status, string message) =>
        new(Body: null, ErrorBody("API_SERVER_ERROR", new JsonObject { ["status_code"] = status, ["message"] = message }));

    private static JsonObject ErrorBody(string code, JsonObject? detail) =>
        new()
        {
            ["error"] = code,
            ["detail"] = detail,
            ["type"] = "ErrorResponse",
        };
}
