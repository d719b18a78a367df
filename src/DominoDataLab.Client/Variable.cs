namespace DominoDataLab.Client;

/// <summary>Reads environment variables.</summary>
internal static class Variable
{
    /// <summary>Gets the value of a variable, or null if the variable is not set, is empty or has only white space.</summary>
    public static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
