using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk;

/// <summary>The error that is thrown when Airflow refuses a request, or when a value can't be exchanged with Airflow.</summary>
public sealed class AirflowException : Exception
{
    /// <summary>Creates an error with a message.</summary>
    public AirflowException(string message)
        : base(message) { }

    /// <summary>Creates an error with a message and the error that caused it.</summary>
    public AirflowException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal AirflowException(string message, string errorCode, JsonElement detail)
        : base(message)
    {
        ErrorCode = errorCode;
        Detail = detail;
        if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("status_code", out var status))
        {
            StatusCode = status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code) ? code : null;
        }
    }

    /// <summary>Gets Airflow's error code, such as <c>VARIABLE_NOT_FOUND</c>, or null if the error didn't come from Airflow.</summary>
    public string? ErrorCode { get; }

    /// <summary>Gets the HTTP status that Airflow's API server answered with, or null if the request got no HTTP response.</summary>
    public int? StatusCode { get; }

    /// <summary>Gets Airflow's description of the error. If Airflow gave none, the kind is Undefined.</summary>
    public JsonElement Detail { get; }

    /// <summary>Gets a value that indicates whether Airflow reported that the requested object doesn't exist.</summary>
    internal bool IsNotFound => StatusCode == 404 || ErrorCode?.EndsWith("_NOT_FOUND", StringComparison.Ordinal) == true;

    /// <summary>Gets a value that indicates whether the same request can succeed later.</summary>
    internal bool IsTransient => ErrorCode == "API_SERVER_ERROR" && StatusCode is null or >= 500;
}
