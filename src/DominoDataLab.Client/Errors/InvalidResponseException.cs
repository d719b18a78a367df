using System.Net;

namespace DominoDataLab.Client;

/// <summary>The deployment reported success, but its response is not the JSON that the operation expects.</summary>
/// <remarks>
/// The message shows an excerpt of the response: at most 500 characters, without control characters and without the credential. Responses
/// that may hold secrets, such as environment variables, are not shown.
/// </remarks>
public sealed class InvalidResponseException : DominoApiException
{
    internal InvalidResponseException(
        HttpStatusCode statusCode,
        string route,
        string? requestId,
        string jsonPath,
        string expected,
        string message
    )
        : base(statusCode, route, null, requestId, message) => (JsonPath, Expected) = (jsonPath, expected);

    /// <summary>Gets the JSON path of the value that is not valid, such as <c>$.rows[0].name</c>.</summary>
    public string JsonPath { get; }

    /// <summary>Gets a description of what was expected there, such as <c>a string</c>.</summary>
    public string Expected { get; }
}
