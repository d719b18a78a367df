using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>The levels that Airflow's configuration asks for: one for all, and others for names that start alike.</summary>
internal sealed class LogLevels
{
    private readonly LogLevel _global;
    private readonly List<(string Prefix, LogLevel Level)> _named = [];

    /// <param name="global">A level name, such as INFO.</param>
    /// <param name="named">Pairs such as <c>Acme.Etl=DEBUG</c>, separated by commas or blanks.</param>
    public LogLevels(string? global, string? named)
    {
        _global = Parse(global) ?? LogLevel.Information;
        foreach (var pair in (named ?? "").Split([',', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length == 2 && Parse(parts[1]) is { } level)
            {
                _named.Add((parts[0], level));
            }
        }

        _named.Sort((one, other) => other.Prefix.Length - one.Prefix.Length);
    }

    /// <summary>Reads the levels that the worker passes to the process.</summary>
    public static LogLevels FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable("AIRFLOW__LOGGING__LOGGING_LEVEL"),
            Environment.GetEnvironmentVariable("AIRFLOW__LOGGING__NAMESPACE_LEVELS")
        );

    /// <summary>Gets the lowest level that a logger writes.</summary>
    public LogLevel Minimum(string category)
    {
        foreach (var (prefix, level) in _named)
        {
            if (category == prefix || (category.StartsWith(prefix, StringComparison.Ordinal) && category[prefix.Length] == '.'))
            {
                return level;
            }
        }

        return _global;
    }

    private static LogLevel? Parse(string? name) =>
        name?.Trim().ToUpperInvariant() switch
        {
            "NOTSET" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "INFO" => LogLevel.Information,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "CRITICAL" or "FATAL" => LogLevel.Critical,
            _ => null,
        };
}
