using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Variables;

/// <summary>An environment variable of executions. Its value may be a secret, so it is not part of any string representation.</summary>
/// <param name="Name">The name: a letter, followed by letters, digits and <c>_</c>.</param>
/// <param name="Value">The value: at most 65,536 bytes in UTF-8.</param>
public sealed record EnvironmentVariable(string Name, string Value)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Returns the name. The value is never included.</summary>
    public override string ToString() => Name;

    /// <exception cref="ArgumentException">The name or the value is not valid. The message does not contain the value.</exception>
    internal static void Check(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!char.IsAsciiLetter(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            throw new ArgumentException(
                $"'{name}' is not a valid name of an environment variable. Use a letter, followed by letters, digits and '_'.",
                nameof(name)
            );
        }

        if (Encoding.UTF8.GetByteCount(value) > MaxBytes || value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The value for {name} is not valid: it is longer than {MaxBytes} bytes or contains a NUL character.",
                nameof(value)
            );
        }
    }
}

internal sealed record UserVariables(List<EnvironmentVariable> Vars);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<EnvironmentVariable>))]
[JsonSerializable(typeof(UserVariables))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class VariablesJson : JsonSerializerContext;
