using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client;

/// <summary>Reads <c>DOMINO_LOG_LEVEL</c> for programs that set up logging themselves. The library changes nobody's logging.</summary>
public static class DominoLogLevel
{
    /// <summary>The level that <c>DOMINO_LOG_LEVEL</c> names; <see cref="LogLevel.Information"/> if it is not set or empty.</summary>
    /// <exception cref="ArgumentException">The variable has another value than a level.</exception>
    public static LogLevel FromEnvironment() => Variable.Read("DOMINO_LOG_LEVEL") is { } name ? Parse(name) : LogLevel.Information;

    /// <summary>The level of a name as Domino's variables have it, in any case.</summary>
    /// <param name="name"><c>CRITICAL</c> or <c>FATAL</c>, <c>ERROR</c>, <c>WARNING</c> or <c>WARN</c>, <c>INFO</c>, <c>DEBUG</c>,
    /// <c>NOTSET</c> (everything).</param>
    /// <exception cref="ArgumentException">The value is not one of the supported values.</exception>
    public static LogLevel Parse(string name) =>
        name?.ToUpperInvariant() switch
        {
            "CRITICAL" or "FATAL" => LogLevel.Critical,
            "ERROR" => LogLevel.Error,
            "WARNING" or "WARN" => LogLevel.Warning,
            "INFO" => LogLevel.Information,
            "DEBUG" => LogLevel.Debug,
            "NOTSET" => LogLevel.Trace,
            _ => throw new ArgumentException($"DOMINO_LOG_LEVEL is '{name}'; it must be CRITICAL, ERROR, WARNING, INFO or DEBUG."),
        };
}
