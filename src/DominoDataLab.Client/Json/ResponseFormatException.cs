namespace DominoDataLab.Client.Json;

/// <summary>A JSON value is not what was expected. The sender turns it into the error that callers see.</summary>
/// <param name="path">The JSON path of the value, such as <c>$.rows[0].name</c>.</param>
/// <param name="expected">The expected value, such as <c>a string</c>.</param>
/// <param name="found">The JSON that was found there, or null if there was none.</param>
internal sealed class ResponseFormatException(string path, string expected, string? found) : Exception
{
    public string Path => path;

    public string Expected => expected;

    public string? Found => found;

    /// <summary>Advice that names members of this library, or null.</summary>
    public string? Advice { get; init; }
}
