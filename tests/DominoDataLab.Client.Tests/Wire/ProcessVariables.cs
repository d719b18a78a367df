namespace DominoDataLab.Client.Tests.Wire;

/// <summary>
/// Environment variables for the time of a test. They are the whole process's, so such tests run alone (<see cref="Collection"/>).
/// </summary>
internal sealed class ProcessVariables : IDisposable
{
    public const string Collection = "environment variables";

    public static readonly IReadOnlyList<string> Known =
    [
        "DOMINO_API_HOST",
        "DOMINO_API_PROXY",
        "DOMINO_TOKEN_FILE",
        "DOMINO_USER_API_KEY",
        "DOMINO_LOG_LEVEL",
        "DOMINO_VERIFY_CERTIFICATE",
        "DOMINO_MAX_RETRIES",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "REQUEST_METHOD",
        "XDG_DATA_HOME",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    ];

    private readonly Dictionary<string, string?> _before = Known.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public ProcessVariables(params (string Name, string? Value)[] variables)
    {
        foreach (var name in Known)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var (name, value) in variables)
        {
            Assert.Contains(name, Known);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}

[CollectionDefinition(ProcessVariables.Collection, DisableParallelization = true)]
public sealed class OneAtATime;
