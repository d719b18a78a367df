using System.Collections;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>
/// The variables of the server's own environment that executions see. All others stay with the server, because they can hold secrets of the
/// account that started it.
/// </summary>
internal sealed class InheritedVariables(LocalDominoOptions options)
{
    private static readonly StringComparison Comparison = OperatingSystem.IsWindows()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    public Dictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (options.InheritedVariables.Any(pattern => Matches(name, pattern)))
            {
                variables[name] = (string?)variable.Value ?? "";
            }
        }

        return variables;
    }

    /// <summary>Checks whether a name is the pattern, or starts as a pattern with a <c>*</c> at its end does.</summary>
    public static bool Matches(string name, string pattern) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], Comparison) : name.Equals(pattern, Comparison);
}
